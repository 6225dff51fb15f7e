//! openraft's calls as messages of the kit. Independent of the state machine: copy it as it is.

use crate::lockstep::Members;
use crate::log::{Store, Types};
use crate::runtime::Runtime;
use crate::tasks::world;
use openraft::error::{Fatal, NetworkError, RPCError, RaftError, RemoteError, ReplicationClosed, StreamingError};
use openraft::network::RPCOption;
use openraft::raft::{AppendEntriesRequest, AppendEntriesResponse, SnapshotResponse, VoteRequest, VoteResponse};
use openraft::{AsyncRuntime, EmptyNode, Raft, RaftNetwork, RaftNetworkFactory, Snapshot, Vote};
use serde::{de::DeserializeOwned, Serialize};
use serde_json::{from_value, json, Value};
use std::{error::Error, future::Future, rc::Rc};

type Answer<T> = Result<T, RPCError<u64, EmptyNode, RaftError<u64>>>;

/// Another server calls.
pub async fn called(raft: &Raft<Types>, store: &Store, kind: String, asked: Value) -> Option<Value> {
    Some(match kind.as_str() {
        "append" => json!(raft.append_entries(from_value(asked).ok()?).await),
        "vote" => {
            let asked: VoteRequest<u64> = from_value(asked).ok()?;
            let answer = raft.vote(asked.clone()).await;
            if answer.as_ref().is_ok_and(|answer| answer.vote_granted) {
                store.0.borrow_mut().granted = Some(asked.vote);
            }
            json!(answer)
        }
        _ => {
            let (vote, meta, image) = from_value(asked).ok()?;
            json!(raft.install_full_snapshot(vote, Snapshot { meta, snapshot: Box::new(image) }).await)
        }
    })
}

pub struct Network(pub Rc<Members>);

pub struct Connection(u64, String);

impl RaftNetworkFactory<Types> for Network {
    type Network = Connection;
    async fn new_client(&mut self, target: u64, _: &EmptyNode) -> Connection {
        Connection(target, self.0.id(target).expect("a member").clone())
    }
}

impl Connection {
    async fn ask<T, E>(&self, kind: &str, asked: impl Serialize) -> Result<T, RemoteError<u64, EmptyNode, E>>
    where
        T: DeserializeOwned,
        E: Error + DeserializeOwned,
    {
        let said = world().call(&self.1, kind, json!(asked)).await;
        from_value::<Result<T, E>>(said).expect("an answer").map_err(|error| RemoteError::new(self.0, error))
    }
}

impl RaftNetwork<Types> for Connection {
    async fn append_entries(&mut self, asked: AppendEntriesRequest<Types>, _: RPCOption) -> Answer<AppendEntriesResponse<u64>> {
        Ok(self.ask("append", asked).await?)
    }
    async fn vote(&mut self, asked: VoteRequest<u64>, _: RPCOption) -> Answer<VoteResponse<u64>> {
        Ok(self.ask("vote", asked).await?)
    }
    async fn full_snapshot(
        &mut self,
        vote: Vote<u64>,
        snapshot: Snapshot<Types>,
        _: impl Future<Output = ReplicationClosed>,
        option: RPCOption,
    ) -> Result<SnapshotResponse<u64>, StreamingError<Types, Fatal<u64>>> {
        let answer = self.ask("snapshot", (vote, snapshot.meta, *snapshot.snapshot));
        let in_time = Runtime::timeout(option.hard_ttl(), answer).await;
        Ok(in_time.map_err(|error| NetworkError::new(&error))??)
    }
}
