import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.microraft.RaftEndpoint;
import io.microraft.model.impl.log.DefaultSnapshotEntryOrBuilder;
import io.microraft.model.log.LogEntry;
import io.microraft.model.log.RaftGroupMembersView;
import io.microraft.model.log.SnapshotChunk;
import io.microraft.model.log.SnapshotEntry;
import io.microraft.model.persistence.RaftEndpointPersistentState;
import io.microraft.model.persistence.RaftTermPersistentState;
import io.microraft.persistence.RaftStore;
import io.microraft.persistence.RestoredRaftState;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.TreeMap;

/** What is durable: a key for all that comes between two flushes, since of keys that are not synced any subset survives. */
final class Store implements RaftStore {
    /** A planted bug: it does not wait for its disk. */
    static boolean isHasty;

    private final Lockstep.Effects effects;
    private final TreeMap<String, JsonElement> stored = new TreeMap<>();
    private JsonArray changes = new JsonArray();
    private int records;

    Store(JsonElement stored, Lockstep.Effects effects) {
        this.effects = effects;
        if (stored.isJsonObject()) {
            this.stored.putAll(stored.getAsJsonObject().asMap());
        }
        String last = this.stored.floorKey("9");
        records = last == null ? 0 : Integer.parseInt(last);
    }

    /** Null on a disk that has not all that a server begins with. */
    RestoredRaftState restored() throws IOException {
        if (!stored.containsKey("endpoint") || !stored.containsKey("members")) {
            return null;
        }
        TreeMap<Long, LogEntry> log = new TreeMap<>();
        TreeMap<Long, List<SnapshotChunk>> snapshots = new TreeMap<>();
        for (JsonElement record : stored.headMap("9").values()) {
            for (JsonElement change : record.getAsJsonArray()) {
                if (change.getAsJsonPrimitive().isNumber()) {
                    log.tailMap(change.getAsLong()).clear();
                } else if (parsed(change) instanceof SnapshotChunk chunk) {
                    snapshots.computeIfAbsent(chunk.getIndex(), index -> new ArrayList<>()).add(chunk);
                } else {
                    LogEntry entry = (LogEntry) parsed(change);
                    log.put(entry.getIndex(), entry);
                }
            }
        }
        SnapshotEntry snapshot = null;
        for (List<SnapshotChunk> chunks : snapshots.values()) {
            SnapshotChunk first = chunks.get(0);
            if (chunks.size() == first.getSnapshotChunkCount()) {
                snapshot = new DefaultSnapshotEntryOrBuilder().setIndex(first.getIndex()).setTerm(first.getTerm())
                        .setSnapshotChunks(chunks).setGroupMembersView(first.getGroupMembersView()).build();
            }
        }
        RaftTermPersistentState term = stored.containsKey("term") ? (RaftTermPersistentState) parsed(stored.get("term"))
                : new io.microraft.model.impl.persistence.DefaultRaftTermPersistentStateOrBuilder().setTerm(0).build();
        return new RestoredRaftState((RaftEndpointPersistentState) parsed(stored.get("endpoint")),
                (RaftGroupMembersView) parsed(stored.get("members")), term, snapshot, new ArrayList<>(log.values()));
    }

    @Override
    public void persistAndFlushLocalEndpoint(RaftEndpointPersistentState endpoint) throws IOException {
        writeOne("endpoint", endpoint);
    }

    @Override
    public void persistAndFlushInitialGroupMembers(RaftGroupMembersView members) throws IOException {
        writeOne("members", members);
    }

    @Override
    public void persistAndFlushTerm(RaftTermPersistentState term) throws IOException {
        writeOne("term", term);
    }

    @Override
    public void persistLogEntries(List<LogEntry> entries) throws IOException {
        for (LogEntry entry : entries) {
            changes.add(text(entry));
        }
    }

    @Override
    public void persistSnapshotChunk(SnapshotChunk chunk) throws IOException {
        changes.add(text(chunk));
    }

    @Override
    public void truncateLogEntriesFrom(long index) {
        changes.add(index);
    }

    @Override
    public void truncateLogEntriesUntil(long index) {} // which would only save room

    @Override
    public void deleteSnapshotChunks(long index, int count) {} // not complete, they count for nothing

    @Override
    public void flush() {
        if (!changes.isEmpty()) {
            effects.write("%08d".formatted(++records), changes);
            changes = new JsonArray();
            waitForDisk();
        }
    }

    private void writeOne(String key, Object value) throws IOException {
        JsonElement text = new JsonPrimitive(text(value));
        if (!text.equals(stored.put(key, text))) {
            effects.write(key, text);
            waitForDisk();
        }
    }

    private void waitForDisk() {
        if (isHasty) {
            effects.sync(0);
        } else {
            BlockingDisk.flush(effects);
        }
    }

    static String text(Object value) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream output = new ObjectOutputStream(bytes)) {
            output.writeObject(value);
        }
        return Base64.getEncoder().encodeToString(bytes.toByteArray());
    }

    static Object parsed(JsonElement text) throws IOException {
        byte[] bytes = Base64.getDecoder().decode(text.getAsString());
        try (ObjectInputStream input = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
            return input.readObject();
        } catch (ClassNotFoundException error) {
            throw new IOException(error);
        }
    }

    record Endpoint(String id) implements RaftEndpoint, java.io.Serializable {
        @Override
        public Object getId() {
            return id;
        }
    }
}
