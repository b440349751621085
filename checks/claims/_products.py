"""Names of products, languages and protocols that are written like names of code, as their makers write them."""

from __future__ import annotations

PRODUCTS = frozenset(
    "TypeScript JavaScript FastAPI GraphQL OpenAPI OpenTelemetry SQLAlchemy NodeJS NextJS NestJS ReactJS VueJS BullMQ RabbitMQ "
    "PostgreSQL MySQL MongoDB MariaDB DynamoDB TimescaleDB ChromaDB ClickHouse BigQuery SQLServer SQLite NoSQL "
    "WebSocket WebSockets WebRTC OAuth OAuth1 OAuth2 DevOps "
    "GitHub GitLab LinkedIn YouTube WhatsApp TikTok PayPal SendGrid CloudFlare WordPress "
    "OpenAI ChatGPT DeepSeek HuggingFace LangChain LlamaIndex PyTorch TensorFlow".split()
)
"""Such as ``PostgreSQL`` and ``LangChain``: where one stands alone it names no class of a repository."""

TECHNIQUES = frozenset(
    "useMemo useCallback useEffect useLayoutEffect useRef useState useReducer useContext useTransition useDeferredValue "
    "NetworkFirst CacheFirst StaleWhileRevalidate NetworkOnly CacheOnly".split()
)
"""What well-known libraries call their own ways of doing something: "useMemo for filtered rows" tells how it is done."""

NO_PRODUCT = rf"(?=[A-Z])(?!(?:{'|'.join(sorted(PRODUCTS))})(?![A-Za-z0-9]))"
"""What a pattern of class names begins with: none of these names as a whole. ``GitHubClient`` is one."""
