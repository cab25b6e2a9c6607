-- Ends a pause, and wakes the nodes that wait for its end.
--
-- KEYS as in acquire.lua
-- ARGV[1] channel   where the nodes listen
--
-- Replies {'resumed', notice}, notice '' if it was not paused.
--
-- Redis 2.6.12 and newer.
local paused, channel = KEYS[4], ARGV[1]

-- A value of another type is no pause, but is deleted all the same.
local notice = redis.pcall('GET', paused)
notice = type(notice) == 'string' and string.sub(notice, 1, 1024) or ''
redis.call('DEL', paused)
-- An ACL may forbid this: then waiting nodes find out when they ask next.
redis.pcall('PUBLISH', channel, 'resumed')
return {'resumed', notice}
