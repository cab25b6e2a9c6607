-- Takes back claims that were answered too late to fire, so that the holder fires them.
--
-- KEYS as in write-journal.lua
-- ARGV[1] holder    the node that takes them back
-- ARGV     then for each claim its word, and the firing that it may have noted in running, or ''
--
-- Replies {'withdrawn', how many}; {'early'} if the node still holds the lease in the term of one of
-- them: then a write of that term may still arrive. Needs no lease: a node may take back its claims.
-- A claim stays if another node found its firing in running, and has run it again already.
--
-- Redis 2.6.12 and newer.
local lease, fires, running, token = KEYS[1], KEYS[2], KEYS[3], KEYS[4]

if redis.call('GET', lease) == ARGV[1] then
  local granted = redis.call('GET', token)
  for i = 2, #ARGV, 2 do
    if not granted or string.match(ARGV[i], '^%d+') == granted then
      return {'early'}
    end
  end
end

local head = redis.call('HMGET', fires, 'claims', 'unsettled', 'withdrawn')
local unsettled = ' ' .. (head[1] or '') .. ' ' .. (head[2] or '') .. ' '
local withdrawn, count = head[3] or '', 0
for i = 2, #ARGV, 2 do
  local word, firing = ' ' .. ARGV[i] .. ' ', ARGV[i + 1]
  if
    string.find(unsettled, word, 1, true)
    and not string.find(' ' .. withdrawn, word, 1, true)
    and (firing == '' or redis.call('HDEL', running, firing) == 1)
  then
    withdrawn = withdrawn .. ARGV[i] .. ' '
    count = count + 1
  end
end
if count > 0 then
  redis.call('HSET', fires, 'withdrawn', withdrawn)
end
return {'withdrawn', count}
