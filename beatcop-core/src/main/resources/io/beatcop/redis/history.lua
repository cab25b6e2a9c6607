-- Tells an operator what was recorded of the latest terms, and changes nothing.
--
-- KEYS as in acquire.lua
--
-- Replies {holder, token, renewed, entry…}, the latest entry first; '' for a value that is missing
-- or of another type than BeatCop writes. Each value is cut to 1024 bytes. The entries:
--   'granted TOKEN HOLDER AT ENDED RENEWED'  ENDED is how the term before ended: 'released',
--                                            'expired' (it had been seen to run out), 'unknown',
--                                            'again' (it was the same node's, which began anew);
--                                            RENEWED when it was granted or renewed last, or '-'
--   'released TOKEN HOLDER AT'
--
-- Redis 2.6.12 and newer.
local lease, token, history, renewed = KEYS[1], KEYS[2], KEYS[6], KEYS[8]

local foreign, refusal = {}, nil

-- The result of a pcall. A wrong type is foreign; any other error becomes the reply.
local function noted(value)
  if type(value) == 'table' and value.err then
    if string.find(value.err, 'WRONGTYPE') or string.find(value.err, 'wrong kind of value') then
      return foreign
    end
    refusal = value
    return foreign
  end
  return value
end

local function text(key)
  local value = noted(redis.pcall('GET', key))
  return type(value) == 'string' and string.sub(value, 1, 1024) or ''
end

local holder = string.sub(redis.call('GET', lease) or '', 1, 1024)
local reply = {holder, text(token), text(renewed)}
local entries = noted(redis.pcall('LRANGE', history, 0, 199))
if entries == foreign then
  entries = {'a value of another type'}
end
for _, entry in ipairs(entries) do
  table.insert(reply, string.sub(entry, 1, 1024))
end
return refusal or reply
