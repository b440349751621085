"""What a page looks like and how it answers: what documents call it, and what its code holds."""

from __future__ import annotations

from functools import partial

from checks.claims._catalogue import Capability

_Seen = partial(Capability, quiet=True)

CAPABILITIES = (
    _Seen("loading states", ("(?:skeleton )?load(?:ing|er)(?: (?:states?|indicators?|spinners?|skeletons?|screens?|feedback|animations?|messages?))?", "spinners?", "skeletons?(?: (?:screens?|loaders?))?"), (), (r"\b(?:is|set)_?[Ll]oading\b", r"\bloading\s*(?:&&|\?|[,)=:])", r"[Ss]pinner", r"Skeleton", r"CircularProgress", r"ActivityIndicator", r"isPending", r"isFetching", r"\bLoader\b", r"isSubmitting")),
    _Seen("animations", ("(?:css |hover |fade |slide |page )?(?:animations?|transitions?)(?: effects?)?", "animated", "hover (?:effects?|states?)"), ("framer-motion", "motion/react", "react-spring", "gsap", "react-native-reanimated", "aos"), (r"\banimate-", r"\btransition(?:-|:|\b)", r"@keyframes", r"\bAnimated\.", r"\bhover:", r"\banimation\b")),
    _Seen("progress bar", ("progress (?:bars?|indicators?)", "percentage bars?"), (), (r"[Pp]rogress_?-?(?:[Bb]ar|[Ii]ndicator)", r"<Progress\b", r"<progress\b")),
    _Seen("badges", ("(?:status )?badges?",), (), (r"[Bb]adge",)),
    _Seen("colours by state", ("colou?r[- ]cod(?:ed|ing)", "visual (?:indicators?|distinction)", "status colou?rs?"), (), (r"(?:bg|text|border)-(?:red|green|yellow|amber|blue|orange|emerald|rose)-\d", r"(?:[Ss]tatus|[Tt]ype|[Ss]everity|[Ll]evel|[Pp]riority|[Rr]isk)_?[Cc]olou?r", r"[Cc]olou?rs?\[", r"[Bb]adge")),
    _Seen("gradients", ("gradients?(?: backgrounds?)?",), (), (r"[Gg]radient",)),
    _Seen("glass effect", ("glass-?morphi(?:sm|c)(?: (?:effects?|design|cards?))?", "backdrop[- ]blur"), (), (r"backdrop-?(?:blur|filter)", r"backdropFilter", r"BlurView", r"\bglass\b")),
    _Seen("dialogs", ("(?:confirmation )?(?:modals?|dialogs?|pop-?ups?)(?: (?:windows?|boxes|dialogs?))?", "confirmation prompts?"), (), (r"[Mm]odal", r"[Dd]ialog", r"\bconfirm\(", r"[Pp]opup", r"Alert\.alert")),
    _Seen("toasts", ("toasts?(?: (?:notifications?|messages?|alerts?))?", "snack-?bars?"), ("react-hot-toast", "react-toastify", "sonner", "notistack"), (r"\b[Tt]oast", r"[Ss]nack_?[Bb]ar", r"showNotification")),
    _Seen("feedback to the user", ("(?:visual|user|instant|immediate|success|error|success/error) feedback",), (), (r"\b[Tt]oast", r"\bset(?:Error|Success|Message|Status)\(", r"[Ss]nack_?[Bb]ar", r"\balert\(", r"Alert\.alert", r"showNotification")),
    _Seen("messages to the user", ("(?:success|error|confirmation|success/error)(?: and (?:success|error))? messages?(?: display)?",), (), (r"\b[Tt]oast", r"\bset(?:Error|Success|Message)\(", r"[Ss]nack_?[Bb]ar", r"\balert\(", r"[Ee]rror_?[Mm]essage", r"raise \w+\(", r"throw new \w*Error\(", r"\bmessage\s*[:=]\s*[\"'`]", r"\berror\s*[:=]\s*[\"'`]", r"\bdetail\s*=")),
    _Seen("icons", ("icons?", "icon buttons?"), ("lucide-react", "react-icons", "@heroicons/react", "@mui/icons-material", "@expo/vector-icons", "lucide-react-native", "@tabler/icons-react", "@ant-design/icons", "@fortawesome/react-fontawesome"), (r"[Ii]con\b", r"[Ii]cons\b", r"<svg\b")),
    _Seen("empty states", ("empty[- ]states?(?: (?:handling|messages?|ui))?",), (), (r"\.length\s*={2,3}\s*0", r"Empty_?State", r"ListEmptyComponent", r">\s*No [a-z ]{2,40} (?:found|yet|available)", r"!\w+\.length")),
    _Seen("tabs", ("tabs?", "tabbed (?:interface|navigation|layout|view)", "tab navigation"), (), (r"<Tabs?\b", r"TabsTrigger", r"[Aa]ctive_?Tab", r"\.tabs\(", r"createBottomTab", r"Tabs?Navigator", r"<Tabs\.")),
    _Seen("drag and drop", ("drag[- ](?:and|&|n)[- ]drop", "draggable"), ("react-dropzone", "react-beautiful-dnd", "@dnd-kit/core", "react-dnd", "@hello-pangea/dnd"), (r"onDrop\b", r"\bdraggable\b", r"onDrag\w*", r"dragover")),
    _Seen("keyboard shortcuts", ("keyboard (?:shortcuts?|navigation|support|handling)", "hotkeys?"), ("react-hotkeys-hook",), (r"onKey(?:Down|Press|Up)", r"\bkey(?:down|press|up)\b", r"useHotkeys", r"on_keyboard_event", r"e(?:vent)?\.key\s*===")),
    _Seen("drop-downs", ("drop-?downs?(?: (?:menus?|lists?|selection|filters?|selectors?))?", "select (?:menus?|boxes)"), (), (r"[Dd]rop_?[Dd]own", r"<[Ss]elect\b", r"SelectTrigger", r"selectbox\(", r"<Picker\b")),
)  # fmt: skip
"""None of these makes a claim by being named: pages are full of them."""
