-- Tells a Redis that may have lost its memory what was fired in a term that is over.
--
-- KEYS as in write-journal.lua
-- ARGV     field and value of each trigger
--
-- Replies {'remembered', how many were missing or older}. Needs no lease: it only adds missing
-- values, and replaces older ones, which a Redis has that was restored from a snapshot. A journal
-- that forgot nothing has neither. An ended trigger stays ended.
--
-- Redis 2.6.12 and newer.
local fires = KEYS[2]

-- The last time that is done, by a value of the journal: schedule until first-last… xENDED.
local function last(value)
  local newest
  for word in string.gmatch(string.gsub(value, '^%S+', ''), '%S+') do
    newest = tonumber(word) or tonumber(string.match(word, '^%d+%-(%d+)$')) or newest
  end
  return newest
end

local missing = 0
for i = 1, #ARGV, 2 do
  local value = redis.call('HMGET', fires, ARGV[i])[1]
  local isOlder = value and not string.find(value, ' x', 1, true)
    and last(value) and last(value) < last(ARGV[i + 1])
  if not value or isOlder then
    redis.call('HSET', fires, ARGV[i], ARGV[i + 1])
    missing = missing + 1
  end
end
return {'remembered', missing}
