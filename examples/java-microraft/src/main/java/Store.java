import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import io.microraft.model.impl.log.DefaultSnapshotEntryOrBuilder;
import io.microraft.model.impl.persistence.DefaultRaftTermPersistentStateOrBuilder;
import io.microraft.model.log.*;
import io.microraft.model.persistence.*;
import io.microraft.persistence.*;
import java.util.*;

/** What is durable: a record for all that comes between two flushes, and values. */
record Store(Journal journal, JsonArray changes) implements RaftStore {
    /** Null on a disk that has not all that a server begins with. */
    RestoredRaftState restored() {
        if (journal.get("endpoint") == null || journal.get("members") == null) {
            return null;
        }
        TreeMap<Long, LogEntry> log = new TreeMap<>();
        TreeMap<Long, List<SnapshotChunk>> snapshots = new TreeMap<>();
        for (JsonElement record : journal.records()) {
            for (JsonElement text : record.getAsJsonArray()) {
                Object change = Serialized.parsed(text);
                if (change instanceof Long first) {
                    log.tailMap(first).clear();
                } else if (change instanceof SnapshotChunk chunk) {
                    snapshots.computeIfAbsent(chunk.getIndex(), index -> new ArrayList<>()).add(chunk);
                } else if (change instanceof LogEntry entry) {
                    log.put(entry.getIndex(), entry);
                }
            }
        }
        snapshots.values().removeIf(some -> some.size() < some.get(0).getSnapshotChunkCount());
        List<SnapshotChunk> chunks = snapshots.isEmpty() ? null : snapshots.lastEntry().getValue();
        SnapshotEntry snapshot = chunks == null ? null : new DefaultSnapshotEntryOrBuilder().setIndex(chunks.get(0).getIndex())
                .setTerm(chunks.get(0).getTerm()).setGroupMembersView(chunks.get(0).getGroupMembersView()).setSnapshotChunks(chunks).build();
        var term = journal.get("term") == null ? new DefaultRaftTermPersistentStateOrBuilder().setTerm(0).build() : Serialized.parsed(journal.get("term"));
        return new RestoredRaftState((RaftEndpointPersistentState) Serialized.parsed(journal.get("endpoint")),
                (RaftGroupMembersView) Serialized.parsed(journal.get("members")), (RaftTermPersistentState) term, snapshot, new ArrayList<>(log.values()));
    }

    @Override public void persistAndFlushLocalEndpoint(RaftEndpointPersistentState endpoint) { journal.put("endpoint", Serialized.text(endpoint)); }
    @Override public void persistAndFlushInitialGroupMembers(RaftGroupMembersView members) { journal.put("members", Serialized.text(members)); }
    @Override public void persistAndFlushTerm(RaftTermPersistentState term) { journal.put("term", Serialized.text(term)); }
    @Override public void persistLogEntries(List<LogEntry> entries) { entries.forEach(entry -> changes.add(Serialized.text(entry))); }
    @Override public void persistSnapshotChunk(SnapshotChunk chunk) { changes.add(Serialized.text(chunk)); }
    @Override public void truncateLogEntriesFrom(long index) { changes.add(Serialized.text(index)); }
    @Override public void truncateLogEntriesUntil(long index) {} // which would only save room
    @Override public void deleteSnapshotChunks(long index, int count) {} // not complete, they count for nothing

    @Override public void flush() {
        if (!changes.isEmpty()) {
            journal.append(changes.deepCopy());
            changes.asList().clear();
        }
    }
}
