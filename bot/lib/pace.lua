-- Grants the texts of one sender their moments, for all workers at once; pace.py explains the terms and does the same sums.
--
-- Reads and writes
--   KEYS[1]  hash of the sender: free, closed, broadcasts, answers (microseconds since 1970); gone when it says nothing
--   KEYS[2]  the day's count of segments of everybody under the same cap, kept for two days; read only where there is one
-- Takes
--   ARGV[1]  the moment in microseconds, or '' for the clock of Redis, which all workers share
--   ARGV[2]  segments per second
--   ARGV[3]  what broadcasts may bring the count to; -1: there is no cap, and nothing is counted
--   ARGV[4]  for how long nothing may leave because the carrier asks for it; 0: it does not
--   ARGV[5]  CREDIT, ARGV[6] AHEAD, ARGV[7] EARLY, ARGV[8] OVERTAKE, ARGV[9] FORGOTTEN, all in microseconds
--   ARGV[10] and on: for each text its segments, and 1 for an answer or 0
-- Gives
--   {free - now, count, then for each text: 0 granted, 1 pace, 2 throttled, 3 daily cap; microseconds from now}
--
-- Why a script: reading the moment, comparing it and moving it on must be one step, or two workers are granted the same
-- moment. Redis runs a script with nothing in between, so that one call settles a whole batch.
-- Why %.0f: numbers are doubles, exact up to 2^53, but are written with 14 digits where the microseconds have 16.

local now = tonumber(ARGV[1])
if not now then
  local clock = redis.call('TIME')
  now = clock[1] * 1000000 + clock[2]
end
local rate, cap, close_for = tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local CREDIT, AHEAD, EARLY = tonumber(ARGV[5]), tonumber(ARGV[6]), tonumber(ARGV[7])
local OVERTAKE, FORGOTTEN = tonumber(ARGV[8]), tonumber(ARGV[9])

local known = redis.call('HMGET', KEYS[1], 'free', 'closed', 'broadcasts', 'answers')
local free, closed = tonumber(known[1]) or now, tonumber(known[2]) or 0
local ends = {[0] = tonumber(known[3]) or 0, [1] = tonumber(known[4]) or 0}
local sent = cap >= 0 and tonumber(redis.call('GET', KEYS[2])) or 0
local sent_before = sent

if close_for > 0 then
  closed = math.max(closed, now + close_for)
  free = math.max(free, closed)
end
if free < now - FORGOTTEN then
  free, ends = now, {[0] = 0, [1] = 0}
end

local answer = {0, 0}
for i = 10, #ARGV, 2 do
  local segments, answers = tonumber(ARGV[i]), tonumber(ARGV[i + 1])
  local cost = math.floor(segments * 1000000 / rate + 0.5)
  local starts = math.max(free, now - CREDIT)
  local leaves = math.max(now, closed, starts - OVERTAKE * answers)
  local what, from_now
  if answers == 0 and cap >= 0 and sent + segments > cap then
    what, from_now = 3, 0
  elseif leaves <= now + AHEAD then
    free = starts + cost
    sent = sent + segments
    what, from_now = 0, leaves - now
  else
    local turn = math.max(ends[answers], leaves)
    ends[answers] = turn + cost
    what, from_now = (closed > now) and 2 or 1, turn - EARLY - now
  end
  answer[#answer + 1] = what
  answer[#answer + 1] = from_now
end

local function written(number) return string.format('%.0f', number) end
redis.call('HSET', KEYS[1], 'free', written(free), 'closed', written(closed),
  'broadcasts', written(ends[0]), 'answers', written(ends[1]))
local last = math.max(free, closed, ends[0], ends[1])
redis.call('PEXPIRE', KEYS[1], math.ceil(math.max(last - now, 0) / 1000) + 60000)
if cap >= 0 and sent > sent_before then
  redis.call('SET', KEYS[2], written(sent), 'PX', 172800000)
end
answer[1], answer[2] = free - now, sent
return answer
