-- Tells an operator everything about the lease, and changes nothing.
--
-- KEYS as in acquire.lua
--
-- Replies {holder, pttl, term, token, paused, its pttl, step-down, renewed, foreign, waiting…}
--   ''        for a missing value
--   pttl      in milliseconds, -1 for a key that never expires
--   foreign   the names of the keys whose type is not the one that BeatCop writes, each with a
--             space behind it
--   waiting   for each waiting node, the latest first: its name, and the epoch milliseconds at
--             which it asked last
-- Each value is cut to 1024 bytes.
--
-- Redis 2.6.12 and newer.
local lease, token, term, paused, step_down = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]
local waiting, renewed = KEYS[7], KEYS[8]

local foreign, refusal = '', nil

-- The result of a pcall. A wrong type is noted as foreign; any other error becomes the reply.
local function noted(name, value)
  if type(value) == 'table' and value.err then
    if string.find(value.err, 'WRONGTYPE') or string.find(value.err, 'wrong kind of value') then
      foreign = foreign .. name .. ' '
    else
      refusal = value
    end
    return nil
  end
  return value
end

local function text(name, key)
  local value = noted(name, redis.pcall('GET', key))
  return value and string.sub(value, 1, 1024) or ''
end

local reply = {
  -- A key of another type is no lease: that is an error.
  string.sub(redis.call('GET', lease) or '', 1, 1024),
  -- Before 2.8 a missing key answers -1 too; the empty value tells them apart.
  redis.call('PTTL', lease),
  text('term', term),
  text('token', token),
  text('paused', paused),
  redis.call('PTTL', paused),
  text('step-down', step_down),
  text('renewed', renewed)
}
local asked = noted('waiting', redis.pcall('ZREVRANGE', waiting, 0, 255, 'WITHSCORES')) or {}
table.insert(reply, foreign)
for _, word in ipairs(asked) do
  table.insert(reply, string.sub(word, 1, 1024))
end
return refusal or reply
