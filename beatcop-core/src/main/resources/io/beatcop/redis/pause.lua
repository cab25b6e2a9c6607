-- Keeps the lease from being granted, and asks its holder to leave.
--
-- KEYS as in acquire.lua
-- ARGV[1] notice    when, who, why
-- ARGV[2] ttl       for how long, in milliseconds, or '' for until it is resumed
-- ARGV[3] channel   where the nodes listen
--
-- Replies {'paused'}
--
-- Redis 2.6.12 and newer.
local paused = KEYS[4]
local notice, ttl, channel = ARGV[1], ARGV[2], ARGV[3]

if ttl == '' then
  redis.call('SET', paused, notice)
else
  redis.call('SET', paused, notice, 'PX', ttl)
end
-- An ACL may forbid it: then the holder finds out at its next renewal.
redis.pcall('PUBLISH', channel, 'paused')
return {'paused'}
