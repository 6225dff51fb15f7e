import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * The kit: the lockstep contract in Java. Copy it beside an adapter of your own and call serve(); it needs Gson.
 *
 * <p>The program never reads a clock and opens no socket: time, timers, disk and network are the harness's.
 */
public final class Lockstep {
    /** One incarnation of one server. */
    public interface Server {
        /**
         * message, timer, submit, synced; where they are offered, reconfigure, transfer and, with "snapshots": "on-request", snapshot: its
         * operation is answered once the snapshot is durable. The event as the line has it.
         */
        void handle(JsonObject event, Effects effects);

        /** role, currentTerm, votedFor, log, firstIndex, commitIndex, lastApplied. Null when it is as it was. */
        JsonObject view();
    }

    /** Makes a server of its event init. */
    public interface Begin {
        Server begin(JsonObject event, Effects effects);
    }

    /** What a server does, in this order. */
    public static class Effects {
        JsonArray list = new JsonArray();

        public void send(String to, JsonElement body) {
            add("send", "to", to, "body", body);
        }

        /** Set again, a timer of the same name begins anew. after is in milliseconds. */
        public void setTimer(String timer, long after) {
            add("set-timer", "timer", timer, "after", after);
        }

        public void cancelTimer(String timer) {
            add("cancel-timer", "timer", timer);
        }

        /** Durable once a sync that is asked for later is done. */
        public void write(String key, JsonElement value) {
            add("write", "key", key, "value", value);
        }

        /** The event synced brings the token back. */
        public void sync(long token) {
            add("sync", "token", token);
        }

        public void ok(long operation, JsonElement value) {
            add("reply", "operation", operation, "outcome", object("type", "ok", "value", value));
        }

        /** It certainly did not happen. */
        public void fail(long operation, String error) {
            add("reply", "operation", operation, "outcome", object("type", "fail", "error", error));
        }

        /** Nobody knows whether it happened. */
        public void info(long operation, String error) {
            add("reply", "operation", operation, "outcome", object("type", "info", "error", error));
        }

        private void add(String kind, Object... fields) {
            JsonObject effect = object(fields);
            effect.addProperty("do", kind);
            list.add(effect);
        }
    }

    private static final Gson GSON = new GsonBuilder().serializeNulls().disableHtmlEscaping().create();

    /** Names and values in turn. */
    public static JsonObject object(Object... fields) {
        JsonObject object = new JsonObject();
        for (int at = 0; at < fields.length; at += 2) {
            object.add((String) fields[at], GSON.toJsonTree(fields[at + 1]));
        }
        return object;
    }

    /** Serves until the input ends. describe: name, offers, electionTimeout, options. */
    public static void serve(JsonObject describe, Begin begin) throws IOException {
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        PrintStream output = new PrintStream(System.out, false, StandardCharsets.UTF_8);
        System.setOut(System.err); // what a library prints is no answer
        Lockstep playing = new Lockstep(describe, begin);
        for (String line = input.readLine(); line != null; line = input.readLine()) {
            JsonElement said = JsonParser.parseString(line);
            JsonElement answer;
            if (said.isJsonArray()) { // a batch: as many answers, in the same order
                JsonArray answers = new JsonArray();
                said.getAsJsonArray().forEach(event -> answers.add(playing.answer(event.getAsJsonObject())));
                answer = answers;
            } else {
                answer = playing.answer(said.getAsJsonObject());
            }
            output.print(GSON.toJson(answer) + "\n");
            output.flush();
        }
    }

    private final JsonObject describe;
    private final Begin begin;
    /** By node, which is a key: in a batch stand servers of several clusters. */
    private final Map<String, Server> servers = new HashMap<>();
    private final Map<String, JsonObject> shown = new HashMap<>();

    private Lockstep(JsonObject describe, Begin begin) {
        this.describe = describe;
        this.begin = begin;
    }

    private JsonObject answer(JsonObject event) {
        String node = event.get("node").getAsString();
        String kind = event.get("event").getAsString();
        Effects effects = new Effects();
        JsonObject answer = kind.equals("init") ? describe.deepCopy() : new JsonObject();
        if (kind.equals("init")) {
            answer.addProperty("servers", "all");
            answer.addProperty("batch", true);
            shown.remove(node);
            servers.put(node, begin.begin(event, effects));
        } else if (kind.equals("crash")) {
            servers.remove(node);
        } else if (servers.containsKey(node)) {
            servers.get(node).handle(event, effects);
        }
        answer.add("step", event.get("step"));
        answer.add("effects", effects.list);
        JsonObject view = servers.containsKey(node) ? servers.get(node).view() : null;
        if (view != null && !view.equals(shown.get(node))) {
            answer.add("view", changed(view, shown.put(node, view)));
        }
        return answer;
    }

    /** Of the log only the entries that were not shown, from logFrom on: a log whole makes a line as long as the log. */
    private static JsonObject changed(JsonObject view, JsonObject shown) {
        if (shown == null) {
            return view;
        }
        JsonArray log = view.getAsJsonArray("log");
        JsonArray before = shown.getAsJsonArray("log");
        long gone = view.get("firstIndex").getAsLong() - shown.get("firstIndex").getAsLong();
        if (gone < 0 || gone > before.size()) { // nothing of it was shown, as after a snapshot of another server
            return view;
        }
        int same = 0;
        while (same < log.size() && same + gone < before.size() && log.get(same).equals(before.get((int) gone + same))) {
            same++;
        }
        JsonObject cut = view.deepCopy();
        cut.addProperty("logFrom", view.get("firstIndex").getAsLong() + same);
        JsonArray rest = new JsonArray();
        log.asList().subList(same, log.size()).forEach(rest::add);
        cut.add("log", rest);
        return cut;
    }
}
