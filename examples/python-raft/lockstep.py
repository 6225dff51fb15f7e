"""A kit for the lockstep contract of Whitewater: copy it beside your Raft and call serve().

Each line on the standard input is an event of one server, answered by one line on the standard output. The program
never reads a clock and opens no socket: time, timers, disk and network are the harness's.
"""
import json
import random
import sys


class Effects:
    """What a server does in answer to one event, in order."""

    def __init__(self):
        self.list = []

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


def serve(create, **description):
    """Serves until the input ends. `create(id, members, stored, random, effects)` makes one incarnation of a server;
    it has message(from, body), timer(name), submit(operation, call), synced(token) and view(). What it does, it does
    through `effects`. `description`: name, offers, electionTimeout."""
    servers = {}
    for line in sys.stdin:
        event = json.loads(line)
        answer = {"step": event["step"], "effects": []}
        node, kind = event["node"], event["event"]
        if kind == "init":
            effects = Effects()
            stored = event["stored"] or {}
            rng = random.Random(event["seed"])
            server = create(event["id"], event["members"], stored, rng, effects)
            servers[node] = (server, effects)
            answer.update(description, servers="all")
        elif kind == "crash":
            servers.pop(node, None)
        server, effects = servers.get(node, (None, None))
        if server is not None:
            if kind == "message":
                server.message(event["from"], event["body"])
            elif kind == "timer":
                server.timer(event["timer"])
            elif kind == "submit":
                server.submit(event["operation"], event["call"])
            elif kind == "synced":
                server.synced(event["token"])
            answer["effects"], effects.list = effects.list, []
            answer["view"] = server.view()
        print(json.dumps(answer), flush=True)
