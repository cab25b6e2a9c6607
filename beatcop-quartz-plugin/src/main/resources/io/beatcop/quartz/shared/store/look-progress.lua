-- Reads how far the holder is with some triggers, and changes nothing.
--
-- KEYS as in write-schedule.lua
-- ARGV     the fields of the triggers
--
-- Replies {'progress', then a value for each}; '' for a missing one.
--
-- Redis 2.6.12 and newer.
local reply = {'progress'}
for i, value in ipairs(redis.call('HMGET', KEYS[4], unpack(ARGV))) do
  reply[i + 1] = value or ''
end
return reply
