-- A token bucket, by the rules of the embedded agent's own bucket. Times are microseconds of the
-- server's clock, which a double holds exactly.
--
-- KEYS[1]  a hash: a = tokens at the last fill, f = time of the last fill, s = end of the initial
--          delay (absent after it), u = last use (absent if the bucket is full before it is idle)
-- ARGV     take or settle, capacity, fill amount, interval, continuous (1 or 0), delayed (1 or 0),
--          maximum idle time (-1 for none), tokens, longest wait for tokens taken in advance,
--          and for a lease: tokens to give back first, tokens to take besides if they are there
-- returns  taken (1 or 0), tokens in the bucket, wait, tokens taken besides
if redis.replicate_commands then
    redis.replicate_commands()
end

local FOREVER = 2 ^ 51
local MOST = 1.7e308

local key = KEYS[1]
local settles = ARGV[1] == 'settle'
local capacity = tonumber(ARGV[2])
local amount = tonumber(ARGV[3])
local interval = tonumber(ARGV[4])
local continuous = ARGV[5] == '1'
local delayed = ARGV[6] == '1'
local max_idle = tonumber(ARGV[7])
local tokens = tonumber(ARGV[8])
local longest = tonumber(ARGV[9])
local back = tonumber(ARGV[10] or '0')
local extra = tonumber(ARGV[11] or '0')

local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000000 + tonumber(time[2])

-- Nil for what is no finite number, as if the field were absent. A bucket without tokens or time is a new one.
local function finite(field)
    local number = tonumber(field or '')
    return number and number - number == 0 and number or nil
end

local state = redis.call('HMGET', key, 'a', 'f', 's', 'u')
local available = finite(state[1])
local last_fill = finite(state[2])
local start_fill = finite(state[3])
local last_use = finite(state[4])
local stored = available ~= nil and last_fill ~= nil

local function text(number)
    return string.format('%.17g', number)
end

local function is_delayed(at)
    return start_fill ~= nil and at <= start_fill
end

local function filled_in(elapsed)
    if elapsed <= 0 then
        return 0
    end
    if continuous then
        return amount * elapsed / interval
    end
    return amount * math.floor(elapsed / interval)
end

local function available_at(at)
    if is_delayed(at) then
        return math.min(available, capacity)
    end
    return math.min(available + filled_in(at - last_fill), capacity)
end

local function time_for(more)
    if amount == 0 then
        return 0
    end
    local micros
    if continuous then
        micros = math.ceil(more / amount * interval)
    else
        micros = math.ceil(more / amount) * interval
    end
    return math.min(micros, FOREVER)
end

-- The shortest time after which the bucket has so many tokens; 0 for never.
local function wait_for(wanted)
    if wanted > capacity or amount == 0 then
        return 0
    end
    local too_short = 0
    local enough = time_for(wanted - available_at(now))
    if is_delayed(now) then
        enough = enough + start_fill - now
    elseif not continuous then
        enough = enough - (now - last_fill) % interval
    end
    -- The division may be rounded the wrong way, or a step may coincide with the delay's end.
    local step = 1
    while enough < FOREVER and available_at(now + enough) < wanted do
        too_short = enough
        enough = enough + step
        step = step * 2
    end
    if enough >= FOREVER then
        return 0
    end
    step = 1
    while enough - too_short > 1 do
        local between = math.max(enough - step, too_short + math.floor((enough - too_short) / 2))
        if available_at(now + between) < wanted then
            too_short = between
        else
            enough = between
        end
        step = math.min(step * 2, FOREVER)
    end
    return enough
end

local function fill(tokens_now)
    available = tokens_now
    local elapsed = now - last_fill
    if elapsed > 0 and not is_delayed(now) then
        last_fill = continuous and now or now - elapsed % interval
    end
end

local function draw(filled)
    fill(filled)
    if delayed and filled == capacity then
        start_fill = now + time_for(capacity)
        last_fill = continuous and start_fill or start_fill - interval
    end
    available = math.max(available - tokens, -MOST)
end

-- When a missing key means the same as the bucket: it is full. A bucket that is filled in steps is
-- kept for one more interval, so that it keeps its rhythm while it is in use. Nil for never.
local function full_at()
    if available_at(now) >= capacity then
        return now
    end
    local full = wait_for(capacity)
    if full == 0 then
        return nil
    end
    if continuous or delayed then
        return now + full
    end
    return now + full + interval
end

local function expire(at)
    if at == nil or at >= now + FOREVER then
        redis.call('PERSIST', key)
    else
        redis.call('PEXPIREAT', key, text(math.ceil(at / 1000)))
    end
end

local function keep()
    local full = full_at()
    if full == now and (continuous or delayed) then
        redis.call('DEL', key)
        return
    end
    redis.call('HSET', key, 'a', text(available), 'f', text(last_fill))
    if is_delayed(now) then
        redis.call('HSET', key, 's', text(start_fill))
    elseif state[3] then
        redis.call('HDEL', key, 's')
    end
    if full == now then
        full = now + interval
    end
    if max_idle >= 0 and (full == nil or now + max_idle < full) then
        redis.call('HSET', key, 'u', text(now))
        expire(now + max_idle + 1)
    else
        if state[4] then
            redis.call('HDEL', key, 'u')
        end
        expire(full)
    end
end

-- A use that changes no tokens. It only counts for the idle time.
local function touch()
    if stored and last_use ~= nil then
        redis.call('HSET', key, 'u', text(now))
        local full = full_at()
        local idle = now + max_idle + 1
        expire(full ~= nil and math.min(full, idle) or idle)
    end
end

if stored and last_use ~= nil and max_idle >= 0 and now - last_use > max_idle then
    redis.call('DEL', key)
    stored = false
    state = {}
    last_use = nil
end
-- The clock may have gone back, as after a fail-over to a server that is behind. The fill goes on
-- from now.
if stored then
    local latest_start = now + time_for(capacity)
    local earlier = start_fill and start_fill - latest_start or last_fill - now
    if earlier > 0 then
        last_fill = last_fill - earlier
        redis.call('HSET', key, 'f', text(last_fill))
        if start_fill ~= nil then
            start_fill = start_fill - earlier
            redis.call('HSET', key, 's', text(start_fill))
        end
    end
end
-- A new version of the policy may have a smaller bucket.
if stored and available > capacity then
    fill(capacity)
    redis.call('HSET', key, 'a', text(available), 'f', text(last_fill))
end
if not stored then
    available = capacity
    last_fill = now
    start_fill = nil
end

if back > 0 and stored then
    fill(math.min(available_at(now) + back, capacity))
end

local filled = available_at(now)
local taken = true
local wait = 0
local besides = 0
if settles then
    if tokens > 0 then
        draw(filled)
        keep()
    elseif tokens < 0 then
        if stored then
            fill(math.min(filled - tokens, capacity))
            keep()
        end
    else
        touch()
    end
    if available_at(now) < 0 then
        wait = wait_for(0)
    end
elseif tokens <= filled then
    besides = math.min(extra, filled - tokens)
    tokens = tokens + besides
    if tokens > 0 or back > 0 and stored then
        draw(filled)
        keep()
    else
        touch()
    end
else
    taken = false
    if longest > 0 then
        local available_before, last_fill_before, start_fill_before = available, last_fill, start_fill
        draw(filled)
        wait = wait_for(0)
        taken = wait > 0 and wait <= longest
        if taken then
            keep()
        else
            available, last_fill, start_fill = available_before, last_fill_before, start_fill_before
        end
    end
    if not taken then
        wait = wait_for(tokens)
        if back > 0 and stored then
            keep()
        else
            touch()
        end
    end
end

return (taken and '1 ' or '0 ') .. text(available_at(now)) .. ' ' .. text(wait) .. ' ' .. text(besides)
