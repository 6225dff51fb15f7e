import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * A part of the kit, for libraries that wait inside a call until something is durable, as with a file. Here nothing can
 * wait: the library goes on, but what it does after flush() is held back until the sync is done, and until then no event
 * reaches it, as none would reach a thread that waits.
 */
public final class BlockingDisk implements Lockstep.Server {
    /** Stands between what is done before a sync and what is done after it. */
    private static final JsonElement SYNC = new JsonObject();

    /** A planted bug: nothing waits for the disk. */
    static boolean isHasty;

    private final Lockstep.Server server;
    /** The server does everything through these. */
    private final Lockstep.Effects effects;
    private final Deque<JsonObject> waiting = new ArrayDeque<>();
    private long token;
    private boolean isWaiting;

    /** The server of begin writes to the effects that it is given here, then and later. */
    public BlockingDisk(JsonObject init, Lockstep.Effects out, Lockstep.Begin begin) {
        effects = new Lockstep.Effects();
        server = begin.begin(init, effects);
        release(out);
    }

    /** What was written so far is durable before anything that comes after. */
    public static void flush(Lockstep.Effects effects) {
        if (isHasty) {
            effects.sync(0);
        } else {
            effects.list.add(SYNC);
        }
    }

    @Override
    public void handle(JsonObject event, Lockstep.Effects out) {
        boolean isSynced = event.get("event").getAsString().equals("synced");
        if (!isSynced) {
            waiting.add(event);
        } else if (event.get("token").getAsLong() == token) {
            isWaiting = false;
        }
        release(out);
    }

    private void release(Lockstep.Effects out) {
        while (!isWaiting) {
            JsonArray held = effects.list;
            effects.list = new JsonArray();
            for (JsonElement effect : held) {
                if (isWaiting) {
                    effects.list.add(effect);
                } else if (effect == SYNC) {
                    out.sync(++token);
                    isWaiting = true;
                } else {
                    out.list.add(effect);
                }
            }
            if (isWaiting || waiting.isEmpty()) {
                return;
            }
            server.handle(waiting.poll(), effects);
        }
    }

    /** None while it waits: the library is ahead of what it may have done. */
    @Override
    public JsonObject view() {
        return isWaiting && token > 1 ? null : server.view();
    }
}
