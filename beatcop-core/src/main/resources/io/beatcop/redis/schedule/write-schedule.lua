-- Writes one change of the schedule, on top of the version that its node knows.
--
-- KEYS[1] lease     only routes
-- KEYS[2] schedule  a hash: 'head' is the version, 'NUMBER CHANGE'; each item, see Item, has
--                   'NUMBER TEXT', the version that brought it and its text
-- KEYS[3] changes   a list of the last changes, the newest last: 'NUMBER CHANGE', then for each item
--                   '+FIELD' and its text, or '-FIELD', a line each; '!' alone for one that is too long
-- KEYS[4] progress  a hash: how far the holder is with each trigger, see write-progress.lua
-- ARGV[1] number    of the version below
-- ARGV[2] last      its change
-- ARGV[3] change    the identity of this change
-- ARGV[4] keep      how many changes to keep
-- ARGV[5] longest   how many bytes of a change to keep
-- ARGV[6] channel   where other nodes listen
-- ARGV     then '+', field and text, or '-' and field, of each item
--
-- Replies {'written'}; {'elsewhere'} if the schedule is in another version: then nothing is written,
-- and never will be, for a version does not come again. If the change itself made that version, it
-- is among the changes. So asking again is safe.
--
-- Redis 2.6.12 and newer.
local schedule, changes, progress = KEYS[2], KEYS[3], KEYS[4]
local number, last, change = ARGV[1], ARGV[2], ARGV[3]

local head = redis.call('HGET', schedule, 'head') or '0 -'
if head ~= number .. ' ' .. last then
  return {'elsewhere'}
end
-- A key of another type is an error. It must come before the first write, for nothing undoes that.
redis.call('LRANGE', changes, 0, 0)
redis.call('HGET', progress, 'head')

local version = string.format('%.0f', number + 1)
local lines, length, at = {version .. ' ' .. change}, 0, 7
while at <= #ARGV do
  local field = ARGV[at + 1]
  lines[#lines + 1] = ARGV[at] .. field
  if ARGV[at] == '+' then
    redis.call('HSET', schedule, field, version .. ' ' .. ARGV[at + 2])
    lines[#lines + 1] = ARGV[at + 2]
    length = length + #field + #ARGV[at + 2] + 3
    at = at + 3
  else
    redis.call('HDEL', schedule, field)
    length = length + #field + 2
    at = at + 2
  end
  -- The progress was that of another trigger of this name.
  redis.call('HDEL', progress, field)
end
if length > tonumber(ARGV[5]) then
  lines = {lines[1], '!'}
end
redis.call('HSET', schedule, 'head', version .. ' ' .. change)
redis.call('RPUSH', changes, table.concat(lines, '\n'))
redis.call('LTRIM', changes, -tonumber(ARGV[4]), -1)
-- A hint: an ACL may forbid it, and nodes look from time to time without it.
redis.pcall('PUBLISH', ARGV[6], version)
return {'written'}
