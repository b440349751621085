"""What Redis does in one step: scripts in Lua, so that nothing that arrives in between is lost (see `bot.redis.queue`)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


def packed(commands: Sequence[Sequence[Any]]) -> bytes:
    """Commands as one argument, since a script takes one much faster than a hundred: msgpack in its old form, the one
    that Redis' scripts read bytes in (https://redis.io/docs/latest/develop/programmability/lua-api/#cmsgpack-library)."""
    parts = [_sized(0xDD, len(commands))]
    for command in commands:
        parts.append(_sized(0xDD, len(command)))
        for word in command:
            data = word if isinstance(word, bytes) else str(getattr(word, "value", word)).encode()
            parts += (_sized(0xDB, len(data)), data)
    return b"".join(parts)


def _sized(kind: int, size: int) -> bytes:
    return bytes((kind,)) + size.to_bytes(4)


_RUN_COMMANDS = """
local function run(packed)
  for _, command in ipairs(cmsgpack.unpack(packed)) do redis.call(unpack(command)) end
end
"""

# A job that pauses before its next attempt gives way to a new delivery; one that waits or runs does not, and
# neither does any to a result of another App, which replaces no event that is still to be done: it only has the head
# looked at once more. One that comes while the event is worked on is what is left to do once that is done.
TAKE = (
    _RUN_COMMANDS
    + """
local work, delivery, results = KEYS[1], KEYS[2], KEYS[3]
local how, event, generation, job, jobs = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[7]
if how ~= 'again' and redis.call('EXISTS', delivery) == 1 then return 0 end
local holder = redis.call('HGET', work, 'job')
local status = holder and redis.call('HGET', jobs .. holder, 'status')
local paused = status == 'scheduled'
local alive = status == 'queued' or status == 'started' or status == 'deferred' or (paused and how == 'result')
if how == 'result' and not (alive or paused) and redis.call('GET', results) == '0' then return 0 end
if how ~= 'result' then
  redis.call('HSET', work, 'event', event)
  redis.call('HDEL', work, 'begun', 'result')
elseif redis.call('HSETNX', work, 'event', event) == 0 and redis.call('HEXISTS', work, 'begun') == 1 then
  redis.call('HSET', work, 'result', event)
end
redis.call('HSET', work, 'wanted', generation)
redis.call('EXPIRE', work, ARGV[5])
redis.call('SET', delivery, generation, 'EX', ARGV[6])
run(ARGV[8])
if not alive then
  redis.call('HSET', work, 'job', job)
  run(ARGV[9])
end
return 1
"""
)

BEGIN = """
local found = redis.call('HMGET', KEYS[1], 'job', 'event', 'wanted')
if found[1] ~= ARGV[1] or not found[2] or not found[3] then return false end
redis.call('HSET', KEYS[1], 'seen', found[3], 'turn', ARGV[2], 'begun', 1)
return {found[2], found[3]}
"""

END = (
    _RUN_COMMANDS
    + """
local found = redis.call('HMGET', KEYS[1], 'job', 'wanted', 'seen', 'turn')
if found[1] ~= ARGV[1] or (ARGV[2] ~= '' and found[4] ~= ARGV[2]) then return 0 end
if found[2] == found[3] then
  redis.call('DEL', KEYS[1])
  return 1
end
local result = ARGV[5] == 'done' and redis.call('HGET', KEYS[1], 'result')
if result then redis.call('HSET', KEYS[1], 'event', result) end
redis.call('HDEL', KEYS[1], 'begun', 'result')
redis.call('HSET', KEYS[1], 'job', ARGV[3])
run(ARGV[4])
return 0
"""
)

WAKE = """
local due = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', ARGV[1], 'LIMIT', 0, 1000)
for _, job in ipairs(due) do
  redis.call('ZREM', KEYS[1], job)
  if redis.call('EXISTS', ARGV[2] .. job) == 1 then
    redis.call('HSET', ARGV[2] .. job, 'status', 'queued', 'enqueued_at', ARGV[3])
    redis.call('RPUSH', KEYS[2], job)
  end
end
local woken, still = #due, {}
for _, job in ipairs(redis.call('LRANGE', KEYS[3], 0, 999)) do
  if redis.call('HGET', ARGV[2] .. job, 'status') == 'queued' then
    local since = redis.call('HGET', KEYS[4], job) or ARGV[1]
    if tonumber(ARGV[1]) - tonumber(since) >= 10 then
      redis.call('LREM', KEYS[3], 0, job)
      redis.call('RPUSH', KEYS[2], job)
      woken = woken + 1
    else
      still[#still + 1] = job
      still[#still + 1] = since
    end
  end
end
redis.call('DEL', KEYS[4])
if #still > 0 then redis.call('HSET', KEYS[4], unpack(still)) end
return woken
"""
