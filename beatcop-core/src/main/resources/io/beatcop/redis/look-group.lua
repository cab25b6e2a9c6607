-- Tells the other nodes of a group what this one does, and looks at them and at the slices.
--
-- KEYS[1] nodes     a hash: for each node, by its name, 'FIRST LAST text', with the epoch
--                   milliseconds of the look since which it has been there, and of its last one
-- KEYS[2…] the lease of each slice
-- ARGV[1] name      this node, or '' to look only
-- ARGV[2] text      what it tells
-- ARGV[3] absent    for how many milliseconds a node counts after its last look
-- ARGV[4] channel   where the others listen, to let them look at once; or ''
--
-- Replies {count, then for each live node: name, milliseconds since it came, text; then the holder
-- of each slice, '' for none}. Each value is cut to 1024 bytes.
--
-- Redis 3.2 and newer: older ones allow no write after the time was asked for.
local nodes = KEYS[1]
local name, text, absent, channel = ARGV[1], ARGV[2], tonumber(ARGV[3]), ARGV[4]

if redis.replicate_commands then
  redis.replicate_commands()
end
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)

local first = now
local live = {}
local read = redis.call('HGETALL', nodes)
for i = 1, #read, 2 do
  local came, last, told = string.match(string.sub(read[i + 1], 1, 1024), '^(%d+) (%d+) (.*)$')
  -- A clock that was set back leaves times that are ahead of it.
  local is_live = came and math.abs(now - tonumber(last)) <= absent
  if read[i] == name then
    if is_live then
      first = math.min(tonumber(came), now)
    end
  elseif is_live then
    table.insert(live, string.sub(read[i], 1, 1024))
    table.insert(live, string.format('%.0f', math.max(0, now - tonumber(came))))
    table.insert(live, told)
  elseif name ~= '' then
    redis.call('HDEL', nodes, read[i])
  end
end

if name ~= '' then
  redis.call('HSET', nodes, name, string.format('%.0f %.0f %s', first, now, text))
  -- A group that is gone leaves nothing.
  redis.call('PEXPIRE', nodes, 10 * absent)
  table.insert(live, name)
  table.insert(live, string.format('%.0f', now - first))
  table.insert(live, text)
end

local reply = {#live / 3}
for _, word in ipairs(live) do
  table.insert(reply, word)
end
-- In parts, since Lua passes on only so many values at once.
for from = 2, #KEYS, 256 do
  local holders = redis.call('MGET', unpack(KEYS, from, math.min(from + 255, #KEYS)))
  for i = 1, math.min(256, #KEYS - from + 1) do
    table.insert(reply, holders[i] and string.sub(holders[i], 1, 1024) or '')
  end
end
if channel ~= '' then
  -- An ACL may forbid this: then the others see it when they look next.
  redis.pcall('PUBLISH', channel, name)
end
return reply
