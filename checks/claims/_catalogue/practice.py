"""Ways of writing code that documents speak of in words which code does not hold."""

from __future__ import annotations

from functools import partial

from checks.claims._catalogue import Capability

_Done = partial(Capability, quiet=True)

CAPABILITIES = (
    _Done("failures caught", ("(?:network|api|connection|server|runtime|parsing|database) (?:errors?|failures?)", "try[-/ ](?:catch|except)(?: blocks?)?", "errors? (?:are )?(?:caught|handled)", "(?:handles?|catches) (?:all )?errors?", "(?:missing|invalid|malformed) (?:data|input|values?|fields?)"), (), (r"\bcatch\b", r"\bexcept\b", r"\.catch\(")),
    _Done("status codes", ("(?:http )?(?:status|error|response) codes?",), (), (r"\bstatus\(\s*\d{3}\b", r"status_code\s*=", r"\bHTTP_\d{3}", r"HTTPException\(", r"\bstatus:\s*\d{3}\b", r"HttpStatus\.")),
    _Done("environment variables", ("environment[- ](?:variables?|based|specific|configuration|config|settings)", "env(?:ironment)? vars?", "config(?:uration)? (?:via|through|from) environment"), ("dotenv", "python-dotenv", "decouple", "environ", "pydantic_settings"), (r"os\.environ", r"\bgetenv\(", r"process\.env\b", r"import\.meta\.env", r"BaseSettings", r"Deno\.env")),
    _Done("lazy loading", ("lazy[- ]load(?:ing|ed)(?: \\w+)?", "code[- ]splitting", "dynamic imports?"), (), (r"\blazy\(", r"\bdynamic\(", r"loading=[\"']lazy", r"\bimport\(", r"lazy_load", r"Suspense")),
    _Done("memoisation", ("memoi[sz](?:ation|ed)(?: \\w+)?",), (), (r"\buseMemo\b", r"\buseCallback\b", r"\bmemo\(", r"lru_cache", r"@cache\b")),
    _Done("polling", ("polling(?: (?:mechanism|support|interval))?", "polls?", "auto[- ]refresh(?:es)?"), (), (r"setInterval\(", r"refetchInterval", r"[Pp]oll", r"setTimeout\(", r"\bsleep\(")),
    _Done("debouncing", ("debounc(?:e|ed|ing)(?: \\w+)?",), (), (r"[Dd]ebounce",)),
    _Done("compression", ("(?:response|gzip|image|data) compression", "compress(?:ed|ion)"), ("compression",), (r"[Cc]ompress", r"[Gg][Zz]ip")),
    _Done("browser storage", ("local ?storage(?: persistence)?", "session ?storage"), (), (r"localStorage", r"sessionStorage", r"AsyncStorage", r"MMKV", r"client_storage")),
    _Done("clean-up", ("cleanup on (?:component )?unmount", "(?:event )?listener cleanup", "memory leak prevention"), (), (r"clear(?:Interval|Timeout)\(", r"removeEventListener", r"\bunsubscribe\b", r"return \(\) =>")),
    _Done("null checks", ("null(?:/undefined)?[- ](?:checks?|safety|handling)", "optional chaining", "undefined checks?"), (), (r"\?\.", r"\?\?", r"[!=]==? ?null\b", r"is (?:not )?None\b", r"=== undefined")),
    _Done("asynchronous code", ("async(?:hronous)?(?:/await)?(?: (?:processing|operations?|functions?|support|execution|patterns?|calls?|api|requests?|handling))?", "non-blocking(?: \\w+)?"), ("asyncio",), (r"\basync\b", r"\bawait\b")),
    _Done("concurrency", ("(?:parallel|concurrent) (?:execution|processing|requests?|calls?|fetching|operations?|workers?|tasks?|loading|queries)", "multi-?thread(?:ed|ing)", "in parallel"), ("concurrent.futures", "threading", "multiprocessing", "p-limit"), (r"asyncio\.gather", r"Promise\.all", r"ThreadPool", r"ProcessPool", r"TaskGroup", r"Thread\(", r"worker_threads")),
    _Done("injected dependencies", ("dependency injection",), (), (r"\bDepends\(", r"@Injectable", r"@inject\b", r"@Inject\(", r"constructor\(\s*(?:private|readonly)")),
    _Done("singletons", ("singletons?(?: (?:pattern|instance))?",), (), (r"getInstance\(", r"\b_instance\b", r"\binstance\b", r"lru_cache", r"export const \w+ = new ")),
    _Done("React hooks", ("(?:custom |react )hooks?",), (), (r"\bfunction use[A-Z]", r"const use[A-Z]\w* ?=", r"\buse(?:State|Effect|Memo|Callback|Context|Ref)\(")),
    _Done("React context", ("(?:react )?context (?:api|providers?)", "context[- ]based state"), (), (r"createContext\(", r"useContext\(")),
    _Done("database models", ("(?:database|data|orm|sqlalchemy|mongoose|django) models?", "database (?:schema|tables?)"), (), (r"\bdb\.Model\b", r"\(Base\)", r"models\.Model\b", r"mongoose\.Schema", r"\b(?:pg|mysql|sqlite)Table\(", r"@Entity\(", r"table=True"), (r"(?i:\bCREATE TABLE\b)", r"^model \w+ \{")),
    _Done("time stamps", ("time-?stamps?(?: tracking)?", "created/updated (?:at|timestamps?)"), (), (r"created_?[Aa]t", r"updated_?[Aa]t", r"[Tt]imestamp", r"datetime\.(?:now|utcnow)", r"Date\.now\(", r"new Date\(", r"toISOString")),
    _Done("protected routes", ("role[- ]based (?:rout(?:ing|es)|redirects?|navigation|views?|menus?)", "admin[- ]only (?:\\w+)", "(?:authenticated|authorized|logged[- ]in) users? only"), (), (r"[Rr]equire_?(?:Role|Admin|Auth|admin|role|auth)", r"is_?[Aa]dmin", r"\brole\b", r"[Rr]oles?\(", r"Protected", r"[Pp]rivate_?Route", r"with(?:Role|Admin)?Auth\b")),
)  # fmt: skip
"""None of these makes a claim by being named: they are how a claim in plain words is looked for."""
