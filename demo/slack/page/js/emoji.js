/** The shortcodes that apps and people use most. Others stay as they are written. */
const table = `
rotating_light 🚨 warning ⚠️ white_check_mark ✅ heavy_check_mark ✔️ x ❌ no_entry ⛔ no_entry_sign 🚫 question ❓
exclamation ❗ bangbang ‼️ fire 🔥 boom 💥 bell 🔔 no_bell 🔕 eyes 👀 mag 🔍 mag_right 🔎 hourglass ⌛
hourglass_flowing_sand ⏳ stopwatch ⏱️ alarm_clock ⏰ clock1 🕐 calendar 📅 date 📅 memo 📝 pencil ✏️ clipboard 📋
page_facing_up 📄 file_folder 📁 bar_chart 📊 chart_with_upwards_trend 📈 chart_with_downwards_trend 📉 link 🔗
lock 🔒 unlock 🔓 key 🔑 closed_lock_with_key 🔐 wrench 🔧 hammer 🔨 hammer_and_wrench 🛠️ gear ⚙️ nut_and_bolt 🔩
shield 🛡️ satellite 🛰️ satellite_antenna 📡 globe_with_meridians 🌐 electric_plug 🔌 battery 🔋 computer 💻
desktop_computer 🖥️ robot_face 🤖 robot 🤖 brain 🧠 bulb 💡 test_tube 🧪 microscope 🔬 telescope 🔭 package 📦
inbox_tray 📥 outbox_tray 📤 mailbox 📫 email 📧 speech_balloon 💬 thought_balloon 💭 loudspeaker 📢 mega 📣
rocket 🚀 tada 🎉 sparkles ✨ star ⭐ zap ⚡ sunny ☀️ cloud ☁️ snowflake ❄️ umbrella ☂️ moon 🌔 crescent_moon 🌙
full_moon 🌕 new_moon 🌑 night_with_stars 🌃 sunrise 🌅 coffee ☕ beer 🍺 pizza 🍕 cake 🍰 thumbsup 👍 +1 👍
thumbsdown 👎 -1 👎 clap 👏 raised_hands 🙌 pray 🙏 wave 👋 ok_hand 👌 point_right 👉 point_left 👈 point_up ☝️
point_down 👇 raised_hand ✋ muscle 💪 handshake 🤝 eyes_closed 😌 smile 😄 grinning 😀 slightly_smiling_face 🙂
joy 😂 wink 😉 thinking_face 🤔 thinking 🤔 neutral_face 😐 cry 😢 scream 😱 sweat_smile 😅 sleeping 😴 zzz 💤
sunglasses 😎 heart ❤️ broken_heart 💔 green_heart 💚 yellow_heart 💛 blue_heart 💙 red_circle 🔴 large_blue_circle 🔵
large_green_circle 🟢 large_yellow_circle 🟡 large_orange_circle 🟠 white_circle ⚪ black_circle ⚫ red_square 🟥
large_green_square 🟩 large_orange_square 🟧 large_yellow_square 🟨 arrow_up ⬆️ arrow_down ⬇️ arrow_right ➡️
arrow_left ⬅️ arrow_upper_right ↗️ arrow_lower_right ↘️ leftwards_arrow_with_hook ↩️ arrow_right_hook ↪️
rewind ⏪ fast_forward ⏩ arrow_forward ▶️ double_vertical_bar ⏸️ pause_button ⏸️ black_square_for_stop ⏹️
stop_button ⏹️ octagonal_sign 🛑 construction 🚧 ambulance 🚑 fire_engine 🚒 recycle ♻️ repeat 🔁
arrows_counterclockwise 🔄 twisted_rightwards_arrows 🔀 heavy_plus_sign ➕ heavy_minus_sign ➖ information_source ℹ️
one 1️⃣ two 2️⃣ three 3️⃣ four 4️⃣ five 5️⃣ bust_in_silhouette 👤 busts_in_silhouette 👥 pager 📟 phone 📞
telephone_receiver 📞 iphone 📱 books 📚 book 📖 bookmark 🔖 label 🏷️ pushpin 📌 round_pushpin 📍 triangular_flag_on_post 🚩
checkered_flag 🏁 trophy 🏆 medal 🏅 bug 🐛 snail 🐌 turtle 🐢 owl 🦉 wastebasket 🗑️ large_blue_square 🟦 adhesive_bandage 🩹
stethoscope 🩺 thermometer 🌡️ straight_ruler 📏 balance_scale ⚖️ compass 🧭 world_map 🗺️ ballot_box_with_check ☑️
mute 🔇 sound 🔊 ice_cube 🧊 sos 🆘 newspaper 📰 grey_question ❔ timer_clock ⏲️`;

const words = table.trim().split(/\s+/);
const emoji = new Map();
for (let index = 0; index < words.length; index += 2) emoji.set(words[index], words[index + 1]);

/** The character of a shortcode (without colons), or undefined. */
export const emojiFor = (name) => emoji.get(name.split('::')[0]);

/** Text with its known shortcodes replaced. */
export const withEmoji = (text) => text.replace(/:([a-z0-9_+-]+):/g, (whole, name) => emojiFor(name) ?? whole);
