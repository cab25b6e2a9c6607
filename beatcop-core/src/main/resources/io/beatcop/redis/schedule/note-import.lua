-- Notes how far an import into the schedule is, or reads that.
--
-- KEYS[1] lease     only routes
-- KEYS[2] imported  a hash: for each source 'begun' or 'done'
-- ARGV[1] source    its fingerprint
-- ARGV[2] state     '' only reads
--
-- Replies {'import', the state before, '' for none}.
--
-- Redis 2.6.12 and newer.
local before = redis.call('HGET', KEYS[2], ARGV[1]) or ''
if ARGV[2] ~= '' then
  redis.call('HSET', KEYS[2], ARGV[1], ARGV[2])
end
return {'import', before}
