import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.TreeMap;

/** A part of the kit: the key-value store of the built-in workloads. */
public final class KeyValue {
    private TreeMap<String, JsonElement> values = new TreeMap<>();

    /** What the client is told, as a JSON text, so that it can go through a library; null of a cas that found another value. */
    public String execute(JsonObject call) {
        String key = call.get("key").getAsString();
        JsonElement before = values.getOrDefault(key, JsonNull.INSTANCE);
        JsonElement value = call.get("value");
        switch (call.get("f").getAsString()) {
            case "read":
                return before.toString();
            case "cas":
                if (!before.equals(value.getAsJsonArray().get(0))) {
                    return null;
                }
                values.put(key, value.getAsJsonArray().get(1));
                return "null";
            default:
                values.put(key, value);
                return "null";
        }
    }

    /** All of it, for a snapshot. */
    public String image() {
        JsonObject all = new JsonObject();
        values.forEach(all::add);
        return all.toString();
    }

    public void restore(String image) {
        values = new TreeMap<>(JsonParser.parseString(image).getAsJsonObject().asMap());
    }
}
