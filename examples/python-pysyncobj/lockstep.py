"""A kit for the lockstep contract of Whitewater: copy it beside your Raft and call serve().

Each line on the standard input is an event of one server, answered by one line on the standard output. The program
never reads a clock and opens no socket: time, timers, disk and network are the harness's.
"""
import json
import random
import sys


class Effects:
    """What a server does in answer to one event, in order."""

    def __init__(self, now):
        self.list, self.now = [], now  # now: the server's clock, in milliseconds

    def send(self, to, body):
        self.list.append({"do": "send", "to": to, "body": body})

    def set_timer(self, timer, after):
        """Set again, a timer of the same name begins anew. `after` is in milliseconds."""
        self.list.append({"do": "set-timer", "timer": timer, "after": after})

    def cancel_timer(self, timer):
        self.list.append({"do": "cancel-timer", "timer": timer})

    def write(self, key, value):
        """Durable once a sync that is asked for later is done."""
        self.list.append({"do": "write", "key": key, "value": value})

    def sync(self, token):
        """The event `synced` brings the token back."""
        self.list.append({"do": "sync", "token": token})

    def reply(self, operation, type, value=None, error=None):
        """`type`: ok with a value; fail: it certainly did not happen; info: nobody knows."""
        outcome = {"type": "ok", "value": value} if type == "ok" else {"type": type, "error": error}
        self.list.append({"do": "reply", "operation": operation, "outcome": outcome})


def changed(view, shown):
    """What has changed of a view since `shown`: of its log the entries from `logFrom` on. A log whole makes a line as long
    as the log."""
    if shown is None:
        return view
    gone = view["firstIndex"] - shown["firstIndex"]
    if not 0 <= gone <= len(shown["log"]):
        return view  # nothing of it was shown, as after a snapshot of another server
    before = shown["log"][gone:]
    same = 0
    for one, other in zip(view["log"], before):
        if one != other:
            break
        same += 1
    return {**view, "logFrom": view["firstIndex"] + same, "log": view["log"][same:]}


def serve(create, **description):
    """Serves until the input ends. `create(id, members, stored, random, effects)` makes one incarnation of a server;
    it has message(from, body), timer(name), submit(operation, call), synced(token) and view(). What it does, it does
    through `effects`. `description`: name, offers, electionTimeout."""
    servers = {}

    def answer_to(event):
        answer = {"step": event["step"], "effects": []}
        # a key: in a batch stand servers of several clusters
        node, kind = event["node"], event["event"]
        if kind == "init":
            effects = Effects(event["now"])
            stored = event["stored"] or {}
            rng = random.Random(event["seed"])
            server = create(event["id"], event["members"], stored, rng, effects)
            servers[node] = [server, effects, None]
            answer.update(description, servers="all", batch=True)
        elif kind == "crash":
            servers.pop(node, None)
        if node not in servers:
            return answer
        server, effects, shown = servers[node]
        effects.now = event["now"]
        if kind == "message":
            server.message(event["from"], event["body"])
        elif kind == "timer":
            server.timer(event["timer"])
        elif kind == "submit":
            server.submit(event["operation"], event["call"])
        elif kind == "snapshot":  # only where offers say "snapshots": "on-request"
            server.snapshot(event["operation"])
        elif kind == "synced":
            server.synced(event["token"])
        answer["effects"], effects.list = effects.list, []
        view = server.view()
        if view != shown:
            servers[node][2] = view
            answer["view"] = changed(view, shown)
        return answer

    for line in sys.stdin:
        event = json.loads(line)
        answer = [answer_to(one) for one in event] if isinstance(event, list) else answer_to(event)
        print(json.dumps(answer), flush=True)
