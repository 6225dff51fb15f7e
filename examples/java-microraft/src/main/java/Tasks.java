import com.google.gson.JsonObject;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * A part of the kit, for libraries that run their tasks by an executor, schedule them and ask a clock: extend it, or hand it on. Nothing runs
 * by itself; who handles an event calls happens() first and runTasks() last.
 */
public class Tasks implements Executor {
    private final Lockstep.Effects effects;
    private final int haste;
    private final Deque<Runnable> tasks = new ArrayDeque<>();
    private final Map<String, Runnable> timers = new HashMap<>();
    private int timersSet;
    private long now;

    /** haste: so many times as fast as the harness's runs the time of the library, as where it counts in whole seconds; else 1. */
    public Tasks(JsonObject init, Lockstep.Effects effects, int haste) {
        this.effects = effects;
        this.haste = haste;
        now = init.get("now").getAsLong();
    }

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
    }

    public void submit(Runnable task) {
        tasks.add(task);
    }

    /** The timer is named after the class of its task. */
    public void schedule(Runnable task, long delay, TimeUnit unit) {
        String timer = task.getClass().getSimpleName() + ++timersSet;
        timers.put(timer, task);
        effects.setTimer(timer, Math.max(1, unit.toMillis(delay) / haste));
    }

    /** It is as late as the event says. Where that is a timer, its task is next. */
    public void happens(JsonObject event) {
        now = Math.max(now, event.get("now").getAsLong());
        if (event.get("event").getAsString().equals("timer")) {
            execute(timers.remove(event.get("timer").getAsString()));
        }
    }

    /** Until none is left. */
    public void runTasks() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }

    /** The server's clock, in UTC. */
    public Clock clock() {
        return new Clock() {
            @Override
            public Instant instant() {
                return Instant.ofEpochMilli(now * haste);
            }

            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }
        };
    }
}
