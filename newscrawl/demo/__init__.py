"""The bundled replica: an aggregator and three originals on loopback. All texts, people and companies are invented."""
