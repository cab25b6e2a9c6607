-- Keeps the marks of the runs that go on on a node, and removes those of runs that have ended.
--
-- KEYS[1] lease     only routes
-- KEYS[2] exclusive a hash: the nodes that have marks
-- KEYS[3] marks     a hash: for each job that this node runs, and that no other may run meanwhile, the
--                   name of the run. The journal writes a mark with the claim, see write-journal.lua
-- ARGV[1] node
-- ARGV[2] life      how many milliseconds the marks last from now on
-- ARGV[3] channel   where other nodes listen
-- ARGV[4] ended     how many runs have ended
-- ARGV     then job and run of each of these, and of each run that goes on
--
-- Replies {'kept', job, run, job, run…}: all marks that the node has now. Needs no lease: a node may
-- outlive its term, and it is the node that knows what runs on it. A Redis that has lost its memory
-- gets the marks again.
--
-- Redis 2.6.12 and newer.
local exclusive, marks = KEYS[2], KEYS[3]
local first = 5 + 2 * tonumber(ARGV[4])

-- A key of another type is an error. It must come before the first write: a mark without its end
-- would stay for ever.
redis.call('HMGET', exclusive, ARGV[1])
for i = 5, first - 2, 2 do
  if redis.call('HMGET', marks, ARGV[i])[1] == ARGV[i + 1] then
    redis.call('HDEL', marks, ARGV[i])
  end
end
for i = first, #ARGV - 1, 2 do
  redis.call('HSET', marks, ARGV[i], ARGV[i + 1])
  redis.call('HSET', exclusive, ARGV[1], '')
end
redis.call('PEXPIRE', marks, ARGV[2])
if first > 5 then
  -- A hint: an ACL may forbid it, and a node that waits looks without it.
  redis.pcall('PUBLISH', ARGV[3], 'ended')
end
local reply = {'kept'}
for i, job in ipairs(redis.call('HKEYS', marks)) do
  reply[2 * i] = job
  reply[2 * i + 1] = redis.call('HMGET', marks, job)[1]
end
return reply
