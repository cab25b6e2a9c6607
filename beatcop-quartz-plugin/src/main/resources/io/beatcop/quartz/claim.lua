-- Claims one scheduled time of one trigger for a firing, if the lease is the holder's.
--
-- KEYS[1] lease     its value is the holder
-- KEYS[2] fires     a hash; per trigger 'schedule span span …', the spans in order, each
--                   a time, or 'first-last' where one firing made up for all in between
-- KEYS[3] running   a hash of the firings that are to be repeated if their node dies
-- ARGV[1] holder
-- ARGV[2] trigger   the field of the trigger
-- ARGV[3] schedule  a fingerprint of the trigger's schedule
-- ARGV[4] slot      the time that is claimed, epoch milliseconds
-- ARGV[5] covered   the time up to which this firing stands for what was missed; else the slot
-- ARGV[6] keep      how many spans to keep: older times count as claimed
-- ARGV[7] firing    the field of this firing in running, or '' if it is not to be repeated
-- ARGV[8] details   the value of that field
-- ARGV[9] repeats   the field of the firing that this one repeats, or ''
--
-- Replies {'claimed'}, {'duplicate'} or {'not-held'}.
--
-- Redis 2.6.12 and newer.
local lease, fires, running = KEYS[1], KEYS[2], KEYS[3]
local holder, trigger, schedule = ARGV[1], ARGV[2], ARGV[3]
local slot, covered, keep = ARGV[4], ARGV[5], tonumber(ARGV[6])
local firing, details, repeats = ARGV[7], ARGV[8], ARGV[9]

if redis.call('GET', lease) ~= holder then
  return {'not-held'}
end

-- The spans in the order of their beginnings: where the slot belongs, and whether one has it.
local spans, at, found = {}, 1, false
local claimed = redis.call('HGET', fires, trigger)
if claimed then
  for first, last in string.gmatch(string.match(claimed, ' .*') or '', '(%d+)%-?(%d*)') do
    spans[#spans + 1] = last == '' and first or first .. '-' .. last
    if tonumber(first) <= tonumber(slot) then
      at = #spans + 1
      found = found or tonumber(slot) <= tonumber(last == '' and first or last)
    end
  end
end

if found or (at == 1 and #spans >= keep) then
  return {'duplicate'}
end
table.insert(spans, at, tonumber(covered) > tonumber(slot) and slot .. '-' .. covered or slot)
while #spans > keep do
  table.remove(spans, 1)
end
redis.call('HSET', fires, trigger, schedule .. ' ' .. table.concat(spans, ' '))

if repeats ~= '' then
  redis.call('HDEL', running, repeats)
end
if firing ~= '' then
  redis.call('HSET', running, firing, details)
end
return {'claimed'}
