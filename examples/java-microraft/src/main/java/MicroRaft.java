import com.google.gson.*;
import io.microraft.*;
import io.microraft.exception.*;
import io.microraft.executor.RaftNodeExecutor;
import io.microraft.impl.RaftNodeImpl;
import io.microraft.model.log.LogEntry;
import io.microraft.model.message.RaftMessage;
import io.microraft.statemachine.StateMachine;
import io.microraft.transport.Transport;
import java.io.IOException;
import java.io.Serializable;
import java.util.*;
import java.util.function.Consumer;

/** MicroRaft over the lockstep contract. */
final class MicroRaft extends Tasks implements Lockstep.Server, RaftNodeExecutor, Transport, StateMachine {
    record Endpoint(String id) implements RaftEndpoint, Serializable {
        @Override public Object getId() { return id; }
    }

    private final Lockstep.Effects effects;
    private final RaftNodeImpl node;
    private final KeyValue values = new KeyValue();

    MicroRaft(JsonObject init, Lockstep.Effects effects) {
        super(init, effects, 4); // the library counts its heartbeats in whole seconds
        this.effects = effects;
        Store store = new Store(new Journal(init.get("stored"), effects), new JsonArray());
        List<RaftEndpoint> members = init.getAsJsonArray("members").asList().stream().<RaftEndpoint>map(id -> new Endpoint(id.getAsString())).toList();
        int keep = init.has("options") ? init.getAsJsonObject("options").get("snapshotEvery").getAsInt() : 50;
        var config = RaftConfig.newBuilder().setLeaderHeartbeatPeriodSecs(1).setLeaderHeartbeatTimeoutSecs(4).setCommitCountToTakeSnapshot(keep);
        var builder = RaftNode.newBuilder().setGroupId("group").setExecutor(this).setTransport(this).setStateMachine(this).setStore(store)
                .setRandom(new Random(init.get("seed").getAsLong())).setClock(clock()).setConfig(config.build());
        var restored = store.restored();
        node = (RaftNodeImpl) (restored != null ? builder.setRestoredState(restored)
                : builder.setInitialGroupMembers(members).setLocalEndpoint(new Endpoint(init.get("id").getAsString()))).build();
        node.start();
        runTasks();
    }

    @Override public void handle(JsonObject event, Lockstep.Effects out) {
        happens(event);
        long operation = event.has("operation") ? event.get("operation").getAsLong() : 0;
        switch (event.get("event").getAsString()) {
            case "message" -> receive(event.get("body"));
            case "submit" -> submit(operation, event.getAsJsonObject("call"));
            case "snapshot" -> node.takeSnapshot().whenComplete((done, error) -> reply(operation, error, "null"));
            case "transfer" -> node.transferLeadership(new Endpoint(event.get("to").getAsString()))
                    .whenComplete((done, error) -> reply(operation, error, "null"));
            default -> { }
        }
        runTasks();
    }

    private void receive(JsonElement body) {
        try {
            node.handle((RaftMessage) Serialized.parsed(body.getAsJsonObject().get("data")));
        } catch (RuntimeException error) {
            // it is no message
        }
    }

    private void submit(long operation, JsonObject call) {
        var asked = call.get("f").getAsString().equals("read")
                ? node.<String>query(call.toString(), QueryPolicy.LINEARIZABLE, Optional.empty(), Optional.empty()) : node.<String>replicate(call.toString());
        asked.whenComplete((done, error) -> reply(operation, error, error == null ? done.getResult() : null));
    }

    private void reply(long operation, Throwable error, String value) {
        if (error == null && value == null) {
            effects.fail(operation, "the value is another");
        } else if (error == null) {
            effects.ok(operation, JsonParser.parseString(value));
        } else if (error instanceof NotLeaderException || error instanceof CannotReplicateException) {
            effects.fail(operation, "not leader: " + error.getClass().getSimpleName());
        } else {
            effects.info(operation, error.toString());
        }
    }

    @Override public void send(RaftEndpoint target, RaftMessage message) {
        String type = message.getClass().getSimpleName().replaceAll("Default|OrBuilder", "");
        effects.send((String) target.getId(), Lockstep.object("type", type, "term", message.getTerm(), "data", Serialized.text(message)));
    }

    @Override public boolean isReachable(RaftEndpoint endpoint) { return true; }
    @Override public Object getNewTermOperation() { return ""; }

    @Override public Object runOperation(long commitIndex, Object operation) {
        return operation.equals("") ? "null" : values.execute(JsonParser.parseString((String) operation).getAsJsonObject());
    }

    @Override public void takeSnapshot(long commitIndex, Consumer<Object> chunks) { chunks.accept(values.image()); }
    @Override public void installSnapshot(long commitIndex, List<Object> chunks) { values.restore((String) chunks.get(0)); }

    @Override public JsonObject view() {
        var state = node.state();
        JsonArray log = new JsonArray();
        for (long index = state.log().snapshotIndex() + 1; index <= state.log().lastLogOrSnapshotIndex(); index++) {
            LogEntry entry = state.log().getLogEntry(index);
            log.add(Lockstep.object("index", index, "term", entry.getTerm(), "digest", entry.getOperation().toString()));
        }
        String role = state.role() == RaftRole.LEADER || state.role() == RaftRole.CANDIDATE ? state.role().name().toLowerCase() : "follower";
        Object voted = state.votedEndpoint() == null ? null : state.votedEndpoint().getId();
        return Lockstep.object("role", role, "currentTerm", state.term(), "votedFor", voted, "log", log, "firstIndex",
                state.log().snapshotIndex() + 1, "commitIndex", state.commitIndex(), "lastApplied", state.lastApplied());
    }

    public static void main(String[] args) throws IOException {
        BlockingDisk.isHasty = List.of(args).equals(List.of("--bug", "send-early"));
        JsonObject describe = Lockstep.object("name", "MicroRaft", "electionTimeout", 1600,
                "offers", Lockstep.object("snapshots", "on-request", "transfer", true), "options", Lockstep.object("snapshotEvery", List.of(50, 10, 500)));
        Lockstep.serve(describe, (init, effects) -> new BlockingDisk(init, effects, MicroRaft::new));
    }
}
