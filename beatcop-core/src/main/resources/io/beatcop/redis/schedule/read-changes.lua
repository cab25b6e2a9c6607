-- Reads the changes since a version, and changes nothing.
--
-- KEYS as in write-schedule.lua; the value of the lease is the holder
-- ARGV[1] number    of the version that the node knows
-- ARGV[2] last      its change
-- ARGV[3] most      how many to read
--
-- Replies {'changes', change, change…}, the oldest first, none if there are none; {'gap'} if they are
-- not all kept: then the schedule is to be read anew; {'lost', head, holder} if Redis has never had
-- this version, or not any more; head '' if it has no schedule at all, holder '' if nobody holds the
-- lease.
--
-- Redis 2.6.12 and newer.
local lease, schedule, changes = KEYS[1], KEYS[2], KEYS[3]
local known, last, most = tonumber(ARGV[1]), ARGV[2], tonumber(ARGV[3])

local head = redis.call('HGET', schedule, 'head') or ''
local number, newest = string.match(head, '^(%d+) (%S+)$')
number = tonumber(number or 0)

local function lost()
  return {'lost', string.sub(head, 1, 200), string.sub(redis.call('GET', lease) or '', 1, 200)}
end

if known == 0 and head == '' then
  return {'changes'}
end
if number < known or (number == known and newest ~= last) then
  return lost()
end

-- The list ends with the newest change, so the one that led to the known version is so far from it.
local behind = number - known
if behind == 0 then
  return {'changes'}
end
if known > 0 then
  local at = redis.call('LRANGE', changes, -behind - 1, -behind - 1)[1]
  if not at then
    return {'gap'}
  end
  local begin = ARGV[1] .. ' ' .. last
  if string.sub(at, 1, #begin) ~= begin or string.match(at, '^[^\n]*') ~= begin then
    return lost()
  end
end
local reply = {'changes'}
local read = redis.call('LRANGE', changes, -behind, math.min(-1, most - behind - 1))
if #read < math.min(behind, most) then
  return {'gap'}
end
for i = 1, #read do
  if string.sub(read[i], -2) == '\n!' then
    return {'gap'}
  end
  reply[i + 1] = read[i]
end
return reply
