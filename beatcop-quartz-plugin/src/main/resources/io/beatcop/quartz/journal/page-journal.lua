-- Reads one page of one of the journal's hashes, and changes nothing.
--
-- KEYS as in write-journal.lua
-- ARGV[1] holder
-- ARGV[2] which     'fires' or 'running'
-- ARGV[3] cursor    '0' to begin with
-- ARGV[4] count     about so many fields
--
-- Replies {'not-held'}, or {'page', cursor, field, value, field, value…}; cursor '0' at the end.
--
-- Redis 2.6.12 and newer. Before 2.8 there is no HSCAN: a hash larger than a page is left out.
local lease, hash = KEYS[1], ARGV[2] == 'fires' and KEYS[2] or KEYS[3]
local longest = 65536

if redis.call('GET', lease) ~= ARGV[1] then
  return {'not-held'}
end

local cursor, fields = '0', {}
local page = redis.pcall('HSCAN', hash, ARGV[3], 'COUNT', ARGV[4])
if not page.err then
  cursor, fields = page[1], page[2]
elseif redis.call('HLEN', hash) <= tonumber(ARGV[4]) then
  fields = redis.call('HGETALL', hash)
end
local reply = {'page', cursor}
for i = 1, #fields, 2 do
  if #fields[i] <= longest and #fields[i + 1] <= longest then
    reply[#reply + 1] = fields[i]
    reply[#reply + 1] = fields[i + 1]
  end
end
return reply
