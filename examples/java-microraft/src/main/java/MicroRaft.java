import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.microraft.Ordered;
import io.microraft.QueryPolicy;
import io.microraft.RaftConfig;
import io.microraft.RaftEndpoint;
import io.microraft.RaftNode;
import io.microraft.RaftRole;
import io.microraft.exception.CannotReplicateException;
import io.microraft.exception.NotLeaderException;
import io.microraft.executor.RaftNodeExecutor;
import io.microraft.impl.RaftNodeImpl;
import io.microraft.impl.state.RaftState;
import io.microraft.model.log.LogEntry;
import io.microraft.model.message.RaftMessage;
import io.microraft.persistence.RestoredRaftState;
import io.microraft.statemachine.StateMachine;
import io.microraft.transport.Transport;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** MicroRaft over the lockstep contract. */
final class MicroRaft implements Lockstep.Server, RaftNodeExecutor, Transport, StateMachine {
    /** The library counts its heartbeats in whole seconds: its time runs so much faster than that of the harness. */
    private static final int HASTE = 4;

    private final Lockstep.Effects effects;
    private final RaftNodeImpl node;
    private final Deque<Runnable> tasks = new ArrayDeque<>();
    private final Map<String, Runnable> timers = new HashMap<>();
    private int timersSet;
    private long now;
    private TreeMap<String, JsonElement> values = new TreeMap<>();

    MicroRaft(JsonObject init, Lockstep.Effects effects) {
        this.effects = effects;
        now = init.get("now").getAsLong();
        Store store = new Store(init.get("stored"), effects);
        List<RaftEndpoint> members = new ArrayList<>();
        init.getAsJsonArray("members").forEach(id -> members.add(new Store.Endpoint(id.getAsString())));
        int keep = init.has("options") ? init.getAsJsonObject("options").get("snapshotEvery").getAsInt() : 50;
        RaftNode.RaftNodeBuilder builder = RaftNode.newBuilder().setGroupId("group").setExecutor(this).setTransport(this)
                .setStateMachine(this).setStore(store).setRandom(new Random(init.get("seed").getAsLong()))
                .setClock(new LockstepClock()).setConfig(RaftConfig.newBuilder().setLeaderHeartbeatPeriodSecs(1)
                        .setLeaderHeartbeatTimeoutSecs(4).setCommitCountToTakeSnapshot(keep).build());
        try {
            RestoredRaftState restored = store.restored();
            node = (RaftNodeImpl) (restored == null ? builder.setInitialGroupMembers(members)
                    .setLocalEndpoint(new Store.Endpoint(init.get("id").getAsString())) : builder.setRestoredState(restored)).build();
        } catch (IOException error) {
            throw new IllegalStateException(error);
        }
        node.start();
        runTasks();
    }

    @Override
    public void handle(JsonObject event, Lockstep.Effects out) {
        now = Math.max(now, event.get("now").getAsLong());
        switch (event.get("event").getAsString()) {
            case "message" -> receive(event.get("body"));
            case "timer" -> execute(timers.remove(event.get("timer").getAsString()));
            case "submit" -> submit(event.get("operation").getAsLong(), event.getAsJsonObject("call"));
            case "transfer" -> {
                long operation = event.get("operation").getAsLong();
                node.transferLeadership(new Store.Endpoint(event.get("to").getAsString()))
                        .whenComplete((done, error) -> reply(operation, error, JsonNull.INSTANCE));
            }
            default -> { }
        }
        runTasks();
    }

    private void receive(JsonElement body) {
        try {
            if (body.isJsonObject() && Store.parsed(body.getAsJsonObject().get("data")) instanceof RaftMessage message) {
                node.handle(message);
            }
        } catch (IOException | RuntimeException error) {
            // it is no message
        }
    }

    private void submit(long operation, JsonObject call) {
        if (call.get("f").getAsString().equals("read")) {
            node.<String>query(call.toString(), QueryPolicy.LINEARIZABLE, Optional.empty(), Optional.empty())
                    .whenComplete((done, error) -> answer(operation, done, error));
        } else {
            node.<String>replicate(call.toString()).whenComplete((done, error) -> answer(operation, done, error));
        }
    }

    private void answer(long operation, Ordered<String> done, Throwable error) {
        if (error == null && done.getResult() == null) {
            effects.fail(operation, "the value is another");
        } else {
            reply(operation, error, error == null ? JsonParser.parseString(done.getResult()) : null);
        }
    }

    private void reply(long operation, Throwable error, JsonElement value) {
        if (error == null) {
            effects.ok(operation, value);
        } else if (error instanceof NotLeaderException || error instanceof CannotReplicateException) {
            effects.fail(operation, "not leader: " + error.getClass().getSimpleName());
        } else {
            effects.info(operation, error.toString());
        }
    }

    private void runTasks() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
    }

    @Override
    public void submit(Runnable task) {
        tasks.add(task);
    }

    @Override
    public void schedule(Runnable task, long delay, TimeUnit unit) {
        String timer = task.getClass().getSimpleName() + ++timersSet;
        timers.put(timer, task);
        effects.setTimer(timer, Math.max(1, unit.toMillis(delay) / HASTE));
    }

    @Override
    public void send(RaftEndpoint target, RaftMessage message) {
        String type = message.getClass().getSimpleName().replaceAll("Default|OrBuilder", "");
        try {
            effects.send((String) target.getId(),
                    Lockstep.object("type", type, "term", message.getTerm(), "data", Store.text(message)));
        } catch (IOException error) {
            throw new IllegalStateException(error);
        }
    }

    @Override
    public boolean isReachable(RaftEndpoint endpoint) {
        return true;
    }

    /** A JSON text, or null of a cas that found another value. */
    @Override
    public Object runOperation(long commitIndex, Object operation) {
        JsonObject call = JsonParser.parseString((String) operation).getAsJsonObject();
        String function = call.has("f") ? call.get("f").getAsString() : "begin";
        JsonElement key = call.get("key");
        JsonElement before = key == null ? JsonNull.INSTANCE : values.getOrDefault(key.getAsString(), JsonNull.INSTANCE);
        if (function.equals("cas") && !before.equals(call.getAsJsonArray("value").get(0))) {
            return null;
        }
        if (function.equals("cas")) {
            values.put(key.getAsString(), call.getAsJsonArray("value").get(1));
        } else if (function.equals("write")) {
            values.put(key.getAsString(), call.get("value"));
        }
        return function.equals("read") ? before.toString() : "null";
    }

    @Override
    public Object getNewTermOperation() {
        return "{}";
    }

    @Override
    public void takeSnapshot(long commitIndex, Consumer<Object> chunks) {
        JsonObject all = new JsonObject();
        values.forEach(all::add);
        chunks.accept(all.toString());
    }

    @Override
    public void installSnapshot(long commitIndex, List<Object> chunks) {
        values = new TreeMap<>(JsonParser.parseString((String) chunks.get(0)).getAsJsonObject().asMap());
    }

    @Override
    public JsonObject view() {
        RaftState state = node.state();
        JsonArray log = new JsonArray();
        for (long index = state.log().snapshotIndex() + 1; index <= state.log().lastLogOrSnapshotIndex(); index++) {
            LogEntry entry = state.log().getLogEntry(index);
            log.add(Lockstep.object("index", index, "term", entry.getTerm(), "digest", entry.getOperation().toString()));
        }
        String role = state.role() == RaftRole.LEADER || state.role() == RaftRole.CANDIDATE ? state.role().name().toLowerCase() : "follower";
        Object voted = state.votedEndpoint() == null ? JsonNull.INSTANCE : state.votedEndpoint().getId();
        return Lockstep.object("role", role, "currentTerm", state.term(), "votedFor", voted, "log", log, "firstIndex",
                state.log().snapshotIndex() + 1, "commitIndex", state.commitIndex(), "lastApplied", state.lastApplied());
    }

    private final class LockstepClock extends Clock {
        @Override
        public Instant instant() {
            return Instant.ofEpochMilli(now * HASTE);
        }

        @Override
        public ZoneOffset getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(java.time.ZoneId zone) {
            return this;
        }
    }

    public static void main(String[] args) throws IOException {
        Store.isHasty = List.of(args).equals(List.of("--bug", "send-early"));
        JsonObject offers = Lockstep.object("snapshots", true, "transfer", true);
        JsonObject options = Lockstep.object("snapshotEvery", List.of(50, 10, 500));
        JsonObject describe = Lockstep.object("name", "MicroRaft", "electionTimeout", 1600, "offers", offers, "options", options);
        Lockstep.serve(describe, (init, effects) -> new BlockingDisk(init, effects, MicroRaft::new));
    }
}
