-- Captures exchanges for Umbra. One script serves all places: the listener in front of the primary and the hops in front
-- of shadow and control; the control plane puts a `settings` table before it (control-plane/snapshot/capture-filter.ts).
--
-- What it must never do: hold a body back, read a credential, or let an error reach a client. `bodyChunks` streams, and an
-- error in a hook only ends the hook (counted by Envoy as `http.<prefix>.lua.errors`).

local NAMESPACE = "umbra"
local bit = require("bit")
local band, bor, bxor, lshift, rshift, tobit = bit.band, bit.bor, bit.bxor, bit.lshift, bit.rshift, bit.tobit
local byte, format, match, sub = string.byte, string.format, string.match, string.sub

local MAX_KEY_BYTES = 256

-- Interpreted, but for the loops over bytes: LuaJIT compiles no call into Envoy, and to leave and re-enter compiled code around
-- each took 5 % of all of Envoy's CPU with everything mirrored (2026-11-26, paired runs).
jit.off(true, true)

-- Exact 32-bit multiplication: LuaJIT numbers are doubles, and a plain product passes 2^53.
local function multiply(a, b)
  return tobit(band(a, 0xffff) * b + lshift(tobit(rshift(a, 16) * b), 16))
end

-- FNV-1a, 32 bits (16777619 = 2^24 + 403), then an integer finaliser: FNV alone is not uniform on sequential keys.
local function hash(text)
  local h = -2128831035
  for i = 1, #text do
    h = bxor(h, byte(text, i))
    h = tobit(lshift(h, 24) + h * 403)
  end
  h = multiply(bxor(h, rshift(h, 16)), 0x7feb352d)
  h = multiply(bxor(h, rshift(h, 15)), 0x846ca68b)
  return bxor(h, rshift(h, 16)) % 4294967296
end

jit.on(multiply)
jit.on(hash)

-- A seed of its own for each Lua state: worker, listener version, Envoy and restart all differ.
local function new_seed()
  local source = assert(io.open("/dev/urandom", "rb"))
  local bytes = source:read(8)
  source:close()
  return (bytes:gsub(".", function(c) return format("%02x", byte(c)) end))
end

local seed = new_seed()
-- One counter for each seed: Envoy then reports how far each sequence has come, its end included.
local captured_counter = "umbra_captured." .. seed
local issued = 0
local keyless = 0

local function key_of(headers)
  local value
  if settings.key_kind == "header" then
    value = headers:get(settings.key_name)
  elseif settings.key_kind == "cookie" then
    local cookies = headers:get("cookie")
    if cookies then
      for name, content in string.gmatch(cookies, "([^=;%s]+)=([^;]*)") do
        if name == settings.key_name then value = content break end
      end
    end
  elseif settings.key_kind == "path_segment" then
    local path = match(headers:get(":path") or "", "^[^?#]*")
    local index = 0
    for segment in string.gmatch(path, "[^/]+") do
      if index == settings.key_index then value = segment break end
      index = index + 1
    end
  end
  if value == "" then return nil end
  return value
end

local function bounded(key)
  if #key <= MAX_KEY_BYTES then return key end
  return format("%08x", hash(key)) .. sub(key, 1, MAX_KEY_BYTES - 8)
end

-- Whether text holds bytes other than 1 to 127. A compiled loop: a string pattern took 13 times as long (2026-11-26, 0.9 KB:
-- 0.6 against 7.8 µs).
local function needs_base64(text)
  local seen = 0
  for i = 1, #text do
    local code = byte(text, i)
    seen = bor(seen, code, code - 1) -- code - 1 has every high bit set for a NUL
  end
  return band(seen, -128) ~= 0
end
jit.on(needs_base64)

-- Collects what passes, up to the cap, without delaying it. ASCII travels as it is; anything else as base64, because a
-- protobuf string must be UTF-8 and checking that here would cost more than the base64 does. So does a NUL, where Envoy's
-- copy of a Lua string into metadata ends.
local function collect(handle, content_encoding)
  local body, kept, total = "", 0, 0
  local parts
  for chunk in handle:bodyChunks() do
    local length = chunk:length()
    local room = settings.capture_bytes - kept
    if room > 0 and length > 0 then
      local take = length < room and length or room
      local bytes = chunk:getBytes(0, take)
      if kept == 0 then
        body = bytes
      else
        parts = parts or { body }
        parts[#parts + 1] = bytes
      end
      kept = kept + take
    end
    total = total + length
  end
  if parts then body = table.concat(parts) end
  local as_base64 = content_encoding ~= nil or needs_base64(body)
  if as_base64 then body = handle:base64Escape(body) end
  return { body = body, base64 = as_base64, bytes = total, truncated = total > kept }
end

-- The metadata handle does not outlive a yield, so it is fetched anew each time.
local function record(handle, name, value)
  handle:streamInfo():dynamicMetadata():set(NAMESPACE, name, value)
end

local function count_captured(handle)
  if handle.stats then handle:stats():counter(captured_counter):inc() end
end

if settings.side == "primary" then
  function envoy_on_request(handle)
    local headers = handle:headers()
    local key = key_of(headers)
    if settings.key_kind then
      local subject = key
      if subject == nil then -- a request without the key stands by itself: a bucket of its own, as good as random
        keyless = keyless + 1
        subject = seed .. keyless
      end
      headers:replace("x-umbra-bucket", format("%d", hash(settings.salt .. subject) % 10000))
      handle:clearRouteCache()
    end

    local capture = handle:metadata():get("capture")
    if capture == nil then return end

    issued = issued + 1
    record(handle, "id", seed .. "-" .. format("%d", issued))
    count_captured(handle)
    if key then record(handle, "key", bounded(key)) end
    if capture ~= "mirror" then return end

    local content_encoding = headers:get("content-encoding")
    local body = collect(handle, content_encoding)
    if body.bytes > 0 then record(handle, "request", body) end
  end

  function envoy_on_response(handle)
    if handle:metadata():get("capture") ~= "mirror" then return end
    record(handle, "response", collect(handle, handle:headers():get("content-encoding")))
  end
else
  -- The id is taken from the copy by a filter of Envoy's own (control-plane/snapshot/mirror-copy.ts).
  function envoy_on_response(handle)
    record(handle, "response", collect(handle, handle:headers():get("content-encoding")))
  end
end
