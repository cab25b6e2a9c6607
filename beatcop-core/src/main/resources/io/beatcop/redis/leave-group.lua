-- Takes a node out of its group, and lets the others look at once.
--
-- KEYS[1] nodes     as in look-group.lua
-- ARGV[1] name      the node
-- ARGV[2] channel   where the others listen
--
-- Replies {'left'}
--
-- Redis 2.6.12 and newer.
redis.call('HDEL', KEYS[1], ARGV[1])
-- An ACL may forbid this: then the others see it when they look next.
redis.pcall('PUBLISH', ARGV[2], ARGV[1])
return {'left'}
