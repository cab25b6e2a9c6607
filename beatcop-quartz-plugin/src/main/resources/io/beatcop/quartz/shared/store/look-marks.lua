-- Reads which jobs some nodes run that no other may run meanwhile.
--
-- KEYS[1] lease     only routes
-- KEYS[2] exclusive a hash: the nodes that have marks
-- KEYS     then the marks of each node, see keep-marks.lua
-- ARGV     the nodes, in the same order
--
-- Replies {'marked', how many nodes have marks, these nodes, then the jobs of the nodes that were
-- asked for}. A node whose marks have ended is forgotten.
--
-- Redis 2.6.12 and newer.
local exclusive = KEYS[2]

local jobs = {}
for i, node in ipairs(ARGV) do
  local marked = redis.call('HKEYS', KEYS[i + 2])
  if #marked == 0 then
    redis.call('HDEL', exclusive, node)
  end
  for _, job in ipairs(marked) do
    jobs[#jobs + 1] = job
  end
end
local nodes = redis.call('HKEYS', exclusive)
local reply = {'marked', tostring(#nodes)}
for _, node in ipairs(nodes) do
  reply[#reply + 1] = node
end
for _, job in ipairs(jobs) do
  reply[#reply + 1] = job
end
return reply
