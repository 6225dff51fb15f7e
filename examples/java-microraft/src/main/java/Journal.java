import com.google.gson.JsonElement;
import java.util.Collection;
import java.util.TreeMap;

/**
 * A part of the kit, beside BlockingDisk: values by key, and records in the order in which they were written. Each call writes one key,
 * whole or not at all, and waits for the disk.
 */
public final class Journal {
    private final Lockstep.Effects effects;
    private final TreeMap<String, JsonElement> stored = new TreeMap<>();
    private int records;

    /** stored: as init has it. */
    public Journal(JsonElement stored, Lockstep.Effects effects) {
        this.effects = effects;
        if (stored.isJsonObject()) {
            this.stored.putAll(stored.getAsJsonObject().asMap());
        }
        String last = this.stored.floorKey("9");
        records = last == null ? 0 : Integer.parseInt(last);
    }

    /** Those that init had, in their order. */
    public Collection<JsonElement> records() {
        return stored.headMap("9").values();
    }

    public void append(JsonElement record) {
        effects.write("%08d".formatted(++records), record);
        BlockingDisk.flush(effects);
    }

    /** Null where there is none. */
    public JsonElement get(String key) {
        return stored.get(key);
    }

    /** key: begins with a letter. What is there already is not written again. */
    public void put(String key, JsonElement value) {
        if (!value.equals(stored.put(key, value))) {
            effects.write(key, value);
            BlockingDisk.flush(effects);
        }
    }
}
