import pytest

from foundation.accounts.models import User
from tests.dashboards.company import Company


@pytest.fixture
def company(db: None, lea: User) -> Company:
    """Two units, three objectives, four strategic projects and an obligation."""
    made = Company()
    made.unit("DCM", "Clients et Marques", "Customers and Brands")
    made.unit("DND", "Numérique et Données", "Digital and Data")
    made.weigh(
        {
            "O1": ("Satisfaire mieux", "Delight customers", "medium", 0.5),
            "O5": ("Numériser les parcours", "Digital journeys", "short", 0.3),
            "O9": ("Égalité et inclusion", "Equality and inclusion", "long", 0.2),
        }
    )
    made.project("C360", name="Client 360", unit="DCM", links={"O1": (1, "validated"), "O5": (0.5, "validated")}, budget=3_000_000,
                 scores=(64.0, 60.0), watermelon=True, d=0.5, d_declared=1.0, d_computed=0.5, lead=lea)  # fmt: skip
    made.project("ERP", name="ERP Horizon", unit="DND", links={"O5": (1, "validated")}, budget=5_000_000, scores=(40.0, 50.0))
    made.project(
        "HELM", name="Casque immersif", unit="DCM", links={"O1": (0.5, "refused")}, budget=1_000_000, scores=(10.0, 10.0), orphan=True
    )
    made.project("AI", name="IA d’aide", unit="DND", links={"O1": (0.5, "declared")}, budget=1_000_000, scores=(None, None))
    made.project("ACC", name="Accessibilité", unit="DND", kind="obligation", budget=500_000)
    return made
