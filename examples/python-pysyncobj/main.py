#!/usr/bin/env python3
"""PySyncObj over the lockstep contract."""
import base64
import hashlib
import pickle
import sys

import pysyncobj.syncobj as library
from lockstep import serve
from pysyncobj import FAIL_REASON, SyncObj, SyncObjConf, replicated
from pysyncobj.node import Node
from pysyncobj.transport import Transport

TICK = 50
ROLES = ["follower", "candidate", "leader"]
NOTHING_DONE = (FAIL_REASON.MISSING_LEADER, FAIL_REASON.NOT_LEADER, FAIL_REASON.QUEUE_FULL, FAIL_REASON.REQUEST_DENIED)


class Playing:
    """What the library takes from its modules: the clock and the randomness of the server whose turn it is."""
    now, random = 0.0, None


library.monotonicTime = lambda: Playing.now
library.random = type("Random", (), {"random": staticmethod(lambda: Playing.random.random())})


class Member(Node):
    """Sets of members are walked in the order of their places, not of hashes that are others in each process."""

    def __init__(self, id, place):
        super().__init__(id)
        self.place = place

    def __hash__(self):
        return self.place


class Wire(Transport):
    """The library takes for granted that messages arrive in order and once, as over TCP: late ones are lost here."""

    ready = True

    def __init__(self, effects, incarnation):
        super().__init__(None, None, [])
        self.effects, self.incarnation, self.sent, self.received = effects, incarnation, 0, {}

    def send(self, node, message):
        self.sent += 1
        data = base64.b64encode(pickle.dumps(message, 2)).decode()
        self.effects.send(node.id, {"type": message["type"], "term": message.get("term"), "sent": self.sent,
                                    "from": self.incarnation, "data": data})
        return True

    def arrived(self, node, body):
        if not isinstance(body, dict) or "data" not in body:
            return
        incarnation, last = self.received.get(node.id, (None, 0))
        if body["from"] != incarnation or body["sent"] > last:
            self.received[node.id] = (body["from"], body["sent"])
            self._onMessageReceived(node, pickle.loads(base64.b64decode(body["data"])))

    def destroy(self):
        pass


class Store(SyncObj):
    def __init__(self, me, others, wire):
        self.values = {}
        conf = SyncObjConf(autoTick=False, appendEntriesPeriod=0.1, raftMinTimeout=0.4, raftMaxTimeout=1.4,
                           leaderFallbackTimeout=3.0, logCompactionMinTime=1e9)
        super().__init__(me, others, conf, transport=wire)

    @replicated
    def execute(self, f, key, value):
        now = self.values.get(key)
        if f == "cas" and now != value[0]:
            return {"type": "fail", "error": "the value is another"}
        if f != "read":
            self.values[key] = value[1] if f == "cas" else value
        return {"type": "ok", "value": now if f == "read" else None}


class Server:
    def __init__(self, id, members, stored, random, effects):
        self.effects, self.random = effects, random
        self.nodes = {member: Member(member, place) for place, member in enumerate(members)}
        others = [node for member, node in self.nodes.items() if member != id]
        self.take_turn()
        self.wire = Wire(effects, random.getrandbits(48))
        self.store = Store(self.nodes[id], others, self.wire)
        for node in others:
            self.wire._onNodeConnected(node)
        self.effects.set_timer("tick", TICK)

    def take_turn(self):
        Playing.now, Playing.random = self.effects.now / 1000, self.random

    def timer(self, _):
        self.take_turn()
        self.effects.set_timer("tick", TICK)
        self.store.doTick(0)

    def message(self, sender, body):
        self.take_turn()
        self.wire.arrived(self.nodes[sender], body)
        self.store.doTick(0)

    def submit(self, operation, call):
        self.take_turn()

        def done(outcome, reason):
            if reason == FAIL_REASON.SUCCESS:
                self.effects.reply(operation, outcome["type"], outcome.get("value"), outcome.get("error"))
            else:
                self.effects.reply(operation, "fail" if reason in NOTHING_DONE else "info", error=f"reason {reason}")

        if call["f"] == "read" and sys.argv[1:] == ["--bug", "read-locally"]:  # a planted bug
            self.effects.reply(operation, "ok", self.store.values.get(call["key"]))
            return
        self.store.execute(call["f"], call["key"], call.get("value"), callback=done)
        self.store.doTick(0)

    def view(self):
        def of(name):
            return getattr(self.store, "_SyncObj__" + name)

        log = [{"index": index, "term": term, "digest": hashlib.md5(command).hexdigest()}
               for command, index, term in of("raftLog")[:]]
        return {"role": ROLES[of("raftState")], "currentTerm": of("raftCurrentTerm"), "votedFor": of("votedForNodeId"),
                "log": log, "firstIndex": log[0]["index"], "commitIndex": of("raftCommitIndex"),
                "lastApplied": of("raftLastApplied")}


serve(Server, name="PySyncObj", electionTimeout=1400, offers={"persistence": False})
