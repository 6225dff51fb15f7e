import { MAX_MESSAGE_BYTES } from './messages.ts'

/** A lease that is not renewed for so long ends, and its order is handed out again. */
const LEASE_MILLIS = 10_000
/** A campaign that shows no sign of life for so long is taken out of the queue. */
const JOB_MILLIS = 30_000
/** So many leases of an order may end before nobody gets it any more: it may be what ends the workers. */
const MAX_LEASES = 5
/** Outcomes beyond wait for the next look. */
const MAX_ANSWER_BYTES = 8 * MAX_MESSAGE_BYTES

// Each script is one step of the queue: Redis runs it whole or not at all, by its own clock. All keys share a hash tag, so that
// they lie on one server of a cluster.
//
//   jobs             set of campaigns                    job:J       what workers are told of campaign J; it expires
//   workers          names by when they were last seen   refusals:J  reasons, by workers
//   orders:J         texts of orders, by their names     open:J      those that nobody holds, in their order
//   leases:J         when the lease of each ends         holders:J   the name of each lease
//   left:J           leases of each that ended           halts:J     those to be ended
//   outcomes:J       texts of outcomes, by orders
const prelude = `
local perJob = { 'job', 'refusals', 'orders', 'open', 'leases', 'holders', 'left', 'halts', 'outcomes' }
local function key(kind, job) return KEYS[1] .. ':' .. kind .. (job and ':' .. job or '') end
local function now()
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end
local function remove(job)
  for _, kind in ipairs(perJob) do redis.call('DEL', key(kind, job)) end
  redis.call('SREM', key('jobs'), job)
end
local function reopen(job)
  for _, order in ipairs(redis.call('ZRANGEBYSCORE', key('leases', job), '-inf', now())) do
    redis.call('ZREM', key('leases', job), order)
    redis.call('HDEL', key('holders', job), order)
    if redis.call('SREM', key('halts', job), order) == 1 then
      redis.call('HDEL', key('orders', job), order)
    elseif redis.call('HINCRBY', key('left', job), order, 1) < ${MAX_LEASES} then
      redis.call('LPUSH', key('open', job), order)
    end
  end
end
-- what is too long to be read is no message
local function bounded(text)
  return text and #text <= ${MAX_MESSAGE_BYTES} and text or ''
end
local function holds(job, order, lease)
  return redis.call('EXISTS', key('job', job)) == 1 and redis.call('HGET', key('holders', job), order) == lease
end
local function release(job, order)
  redis.call('HDEL', key('holders', job), order)
  redis.call('ZREM', key('leases', job), order)
  return redis.call('SREM', key('halts', job), order) == 1
end
`

/** job, its text, the number of orders received, those, then the orders pending. */
export const beatScript = `${prelude}
local job, text, received = ARGV[1], ARGV[2], tonumber(ARGV[3])
redis.call('SADD', key('jobs'), job)
redis.call('SET', key('job', job), text, 'PX', ${JOB_MILLIS})
for at = 4, 3 + received do redis.call('HDEL', key('outcomes', job), ARGV[at]) end
reopen(job)
local lost, abandoned = {}, {}
for at = 4 + received, #ARGV do
  local order = ARGV[at]
  if redis.call('HEXISTS', key('outcomes', job), order) == 0 then
    if redis.call('HEXISTS', key('orders', job), order) == 0 then
      lost[#lost + 1] = order
    elseif tonumber(redis.call('HGET', key('left', job), order) or '0') >= ${MAX_LEASES} then
      redis.call('HDEL', key('orders', job), order)
      abandoned[#abandoned + 1] = order
    end
  end
end
for _, kind in ipairs(perJob) do redis.call('PEXPIRE', key(kind, job), ${JOB_MILLIS}) end
redis.call('ZREMRANGEBYSCORE', key('workers'), '-inf', now() - ${LEASE_MILLIS})
local outcomes, bytes = {}, 0
for _, order in ipairs(redis.call('HKEYS', key('outcomes', job))) do
  local outcome = bounded(redis.call('HGET', key('outcomes', job), order))
  bytes = bytes + #outcome
  if bytes > ${MAX_ANSWER_BYTES} then break end
  outcomes[#outcomes + 1] = order
  outcomes[#outcomes + 1] = outcome
end
return {
  redis.call('ZRANGE', key('workers'), 0, -1),
  redis.call('HGETALL', key('refusals', job)),
  outcomes,
  lost,
  abandoned,
}`

/** job, order, its text. */
export const placeScript = `${prelude}
local job, order, text = ARGV[1], ARGV[2], ARGV[3]
if redis.call('HEXISTS', key('outcomes', job), order) == 1 then return 0 end
if redis.call('HSETNX', key('orders', job), order, text) == 0 then return 0 end
redis.call('RPUSH', key('open', job), order)
return 1`

/** job, order. 1: it is gone. */
export const haltScript = `${prelude}
local job, order = ARGV[1], ARGV[2]
if redis.call('HEXISTS', key('outcomes', job), order) == 1 then return 0 end
if redis.call('HEXISTS', key('holders', job), order) == 1 then
  redis.call('SADD', key('halts', job), order)
  return 0
end
redis.call('LREM', key('open', job), 0, order)
redis.call('HDEL', key('orders', job), order)
return 1`

/** job. */
export const withdrawScript = `${prelude}
remove(ARGV[1])
return 1`

/** worker, lease, campaigns not to be served. An order, or nothing. */
export const takeScript = `${prelude}
local worker, lease, refused = ARGV[1], ARGV[2], {}
for at = 3, #ARGV do refused[ARGV[at]] = true end
redis.call('ZADD', key('workers'), now(), worker)
local best, fewest
for _, job in ipairs(redis.call('SMEMBERS', key('jobs'))) do
  if redis.call('EXISTS', key('job', job)) == 0 then
    remove(job)
  elseif not refused[job] then
    reopen(job)
    local working = redis.call('ZCARD', key('leases', job))
    if redis.call('LLEN', key('open', job)) > 0 and (best == nil or working < fewest) then
      best, fewest = job, working
    end
  end
end
while best do
  local order = redis.call('LPOP', key('open', best))
  if not order then return false end
  local text = redis.call('HGET', key('orders', best), order)
  if text then
    redis.call('ZADD', key('leases', best), now() + ${LEASE_MILLIS}, order)
    redis.call('HSET', key('holders', best), order, lease)
    return { best, order, bounded(redis.call('GET', key('job', best))), bounded(text) }
  end
end
return false`

/** worker, then job, order, lease of each order it is at. */
export const renewScript = `${prelude}
redis.call('ZADD', key('workers'), now(), ARGV[1])
local states = {}
for at = 2, #ARGV, 3 do
  local job, order, lease = ARGV[at], ARGV[at + 1], ARGV[at + 2]
  if holds(job, order, lease) then
    redis.call('ZADD', key('leases', job), now() + ${LEASE_MILLIS}, order)
    states[#states + 1] = redis.call('SISMEMBER', key('halts', job), order) == 1 and 'halted' or 'held'
  else
    states[#states + 1] = 'lost'
  end
end
return states`

/** job, order, lease, the outcome's text. 1: it is taken. */
export const finishScript = `${prelude}
local job, order, lease, text = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
if not holds(job, order, lease) then return 0 end
release(job, order)
redis.call('HDEL', key('orders', job), order)
redis.call('HSET', key('outcomes', job), order, text)
return 1`

/** job, order, lease. */
export const giveBackScript = `${prelude}
local job, order, lease = ARGV[1], ARGV[2], ARGV[3]
if not holds(job, order, lease) then return 0 end
if release(job, order) then redis.call('HDEL', key('orders', job), order)
else redis.call('LPUSH', key('open', job), order) end
return 1`

/** worker, job, the reason. */
export const refuseScript = `${prelude}
local worker, job, why = ARGV[1], ARGV[2], ARGV[3]
if redis.call('EXISTS', key('job', job)) == 0 then return 0 end
redis.call('HSET', key('refusals', job), worker, why)
return 1`

/** worker. */
export const leaveScript = `${prelude}
return redis.call('ZREM', key('workers'), ARGV[1])`
