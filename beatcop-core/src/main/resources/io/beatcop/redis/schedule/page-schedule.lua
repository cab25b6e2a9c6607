-- Reads one page of the schedule, or of the progress of its triggers, and changes nothing.
--
-- KEYS as in write-schedule.lua
-- ARGV[1] which     'schedule' or 'progress'
-- ARGV[2] cursor    '0' to begin with
-- ARGV[3] count     about so many fields
--
-- Replies {'page', head, cursor, field, value, field, value…}; cursor '0' at the end; head '' if there
-- is no schedule, and 'gone' if there was one: it has left changes or progress behind. An item that changes
-- meanwhile is in some page as it was or as it is, so the changes
-- since the first page complete the picture.
--
-- Redis 2.6.12 and newer. Before 2.8 there is no HSCAN: all of it is one page.
local hash = ARGV[1] == 'progress' and KEYS[4] or KEYS[2]

local head = redis.call('HGET', KEYS[2], 'head') or ''
if
  head == ''
  and (redis.call('LRANGE', KEYS[3], 0, 0)[1] or redis.call('HKEYS', KEYS[4])[1])
then
  head = 'gone'
end
local cursor, fields = '0', nil
local page = redis.pcall('HSCAN', hash, ARGV[2], 'COUNT', ARGV[3])
if page.err then
  fields = redis.call('HGETALL', hash)
else
  cursor, fields = page[1], page[2]
end
local reply = {'page', head, cursor}
for i = 1, #fields do
  reply[i + 3] = fields[i]
end
return reply
