#!/usr/bin/env python3
"""A small Raft with a key-value store, played by Whitewater in lockstep:

    npx whitewater run --target lockstep:./raft.py
"""
import json
from lockstep import serve

HEARTBEAT = 50


class Raft:
    def __init__(self, id, members, stored, random, effects):
        self.id, self.members, self.random, self.effects = id, members, random, effects
        self.peers = [peer for peer in members if peer != id]
        self.term, self.voted = stored.get("vote", (0, None))  # one key: a vote without its term would be another vote
        self.log = stored.get("log", [])  # [{term, call}], the first has index 1
        self.role, self.commit, self.applied, self.store = "follower", 0, 0, {}
        self.votes, self.next, self.match = set(), {}, {}
        self.waiting, self.token = [], 0  # what is done once a sync is
        self.asked = {}  # index -> (term, operation)
        self.wait_for_leader()

    def wait_for_leader(self):
        self.effects.set_timer("election", self.random.randint(150, 300))

    def persist(self, then):
        """Nothing that another server relies on leaves before it is durable (§5.1)."""
        for key, value in (("vote", (self.term, self.voted)), ("log", self.log)):
            self.effects.write(key, value)
        self.token += 1
        self.waiting.append((self.token, then))
        self.effects.sync(self.token)

    def synced(self, token):
        done = [then for number, then in self.waiting if number <= token]
        self.waiting = [one for one in self.waiting if one[0] > token]
        for then in done:
            then()

    def last(self):
        return (self.log[-1]["term"] if self.log else 0, len(self.log))

    def term_at(self, index):
        return self.log[index - 1]["term"] if index > 0 else 0

    def majority(self, servers):
        return len(servers) * 2 > len(self.members)

    def timer(self, name):
        if name == "heartbeat" and self.role == "leader":
            self.replicate()
            self.effects.set_timer("heartbeat", HEARTBEAT)
        elif name == "election" and self.role != "leader":
            self.role, self.term, self.voted, self.votes = "candidate", self.term + 1, self.id, {self.id}
            self.wait_for_leader()
            self.persist(lambda term=self.term: self.ask_for_votes(term))

    def ask_for_votes(self, term):
        if (self.role, self.term) != ("candidate", term):
            return
        for peer in self.peers:
            self.effects.send(peer, {"type": "vote?", "term": term, "last": self.last()})
        self.count_votes()

    def count_votes(self):
        if self.role == "candidate" and self.majority(self.votes):
            self.role = "leader"
            self.next = {peer: len(self.log) + 1 for peer in self.peers}
            self.match = {peer: 0 for peer in self.peers}
            self.effects.cancel_timer("election")
            self.effects.set_timer("heartbeat", HEARTBEAT)
            self.append(None)  # an entry of its own term, so that those before it can be committed (§5.4.2)

    def append(self, call):
        self.log.append({"term": self.term, "call": call})
        self.persist(lambda term=self.term, index=len(self.log): self.appended(term, index))
        self.replicate()

    def appended(self, term, index):
        if (self.role, self.term) == ("leader", term):
            self.match[self.id] = max(self.match.get(self.id, 0), index)
            self.advance()

    def replicate(self):
        for peer in self.peers:
            before = self.next[peer] - 1
            self.effects.send(peer, {"type": "append?", "term": self.term, "before": [self.term_at(before), before],
                                     "entries": self.log[before:], "commit": self.commit})

    def advance(self):
        for index in range(len(self.log), self.commit, -1):
            if self.term_at(index) != self.term:
                break  # only entries of its own term are committed by counting (§5.4.2)
            if self.majority([one for one, match in self.match.items() if match >= index]):
                self.commit = index
                break
        self.apply()

    def apply(self):
        while self.applied < self.commit:
            self.applied += 1
            entry = self.log[self.applied - 1]
            outcome = self.execute(entry["call"])
            term, operation = self.asked.pop(self.applied, (None, None))
            if term == entry["term"]:
                self.effects.reply(operation, **outcome)

    def execute(self, call):
        if call is None:
            return {"type": "ok"}
        key, value = call.get("key"), call.get("value")
        if call["f"] == "read":
            return {"type": "ok", "value": self.store.get(key)}
        if call["f"] == "cas":
            expected, value = value
            if self.store.get(key) != expected:
                return {"type": "fail", "error": "the value is another"}
        self.store[key] = value
        return {"type": "ok"}

    def submit(self, operation, call):
        if self.role != "leader":
            self.effects.reply(operation, "fail", error="not leader")
            return
        self.asked[len(self.log) + 1] = (self.term, operation)
        self.append(call)

    def message(self, sender, body):
        handlers = {"vote?": self.on_vote_request, "vote!": self.on_vote,
                    "append?": self.on_append, "append!": self.on_appended}
        handler = handlers.get(body.get("type")) if isinstance(body, dict) else None
        if handler is None:
            return
        if body["term"] > self.term:
            self.step_down(body["term"])
        handler(sender, body)

    def step_down(self, term):
        if self.role == "leader":
            self.effects.cancel_timer("heartbeat")
            self.wait_for_leader()
        if term > self.term:
            self.term, self.voted = term, None
        self.role = "follower"

    def on_vote_request(self, sender, body):
        granted = (body["term"] == self.term and self.voted in (None, sender)
                   and tuple(body["last"]) >= self.last())
        if granted:
            self.voted = sender
            self.wait_for_leader()
        answer = {"type": "vote!", "term": self.term, "granted": granted}
        self.persist(lambda: self.effects.send(sender, answer))

    def on_vote(self, sender, body):
        if body["term"] == self.term and body["granted"]:
            self.votes.add(sender)
            self.count_votes()

    def on_append(self, sender, body):
        answer = {"type": "append!", "term": self.term, "ok": False, "match": 0}
        if body["term"] < self.term:
            self.effects.send(sender, answer)
            return
        if self.role != "follower":
            self.step_down(body["term"])
        self.wait_for_leader()
        term, before = body["before"]
        if before > len(self.log) or self.term_at(before) != term:
            self.effects.send(sender, {**answer, "match": min(len(self.log), before - 1)})
            return
        for index, entry in enumerate(body["entries"], before + 1):
            if index <= len(self.log) and self.term_at(index) != entry["term"]:
                del self.log[index - 1:]  # what conflicts goes, with all that follows (§5.3)
            if index > len(self.log):
                self.log.append(entry)
        match = before + len(body["entries"])
        self.persist(lambda term=self.term: self.accepted(sender, term, match, body["commit"]))

    def accepted(self, sender, term, match, commit):
        if self.term == term and min(commit, match) > self.commit:
            self.commit = min(commit, match)
            self.apply()
        self.effects.send(sender, {"type": "append!", "term": term, "ok": True, "match": match})

    def on_appended(self, sender, body):
        if self.role != "leader" or body["term"] != self.term:
            return
        if body["ok"]:
            self.match[sender] = max(self.match[sender], body["match"])
            self.next[sender] = self.match[sender] + 1
            self.advance()
        else:
            self.next[sender] = max(1, body["match"] + 1)

    def view(self):
        log = [{"index": index, "term": entry["term"], "digest": json.dumps(entry["call"])}
               for index, entry in enumerate(self.log, 1)]
        return {"role": self.role, "currentTerm": self.term, "votedFor": self.voted, "log": log, "firstIndex": 1,
                "commitIndex": self.commit, "lastApplied": self.applied}


serve(Raft, name="python-raft", electionTimeout=300)
