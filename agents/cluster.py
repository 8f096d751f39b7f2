"""The local cluster: the enterprises of one sector in one city, and what they share."""

from __future__ import annotations

from agents.parameters import Parameters
from agents.province import PROGRAMMES, SYSTEMS, Programme
from agents.record import Record, Vector, field, rule

PRODUCT_INTELLIGENCE = int(Programme.PRODUCT_INTELLIGENCE)
ENERGY_DEMONSTRATION = int(Programme.ENERGY_DEMONSTRATION)
INTERNET_OF_THINGS = int(Programme.INTERNET_OF_THINGS)
SOFTWARE = int(Programme.SOFTWARE)
E_COMMERCE = int(Programme.E_COMMERCE)
INNOVATION_PLATFORM = int(Programme.INNOVATION_PLATFORM)
QUALITY = int(Programme.QUALITY)
BRAND = int(Programme.BRAND)
EXPORTS = int(Programme.EXPORTS)
PUBLIC_SERVICE = int(Programme.PUBLIC_SERVICE)


class Cluster(Record):
    """One sector in one city."""

    identity: int = field("-", "luck identity")
    records: int = field("records", "enterprises alive in the model")
    enterprises: float = field("enterprises", "alive")
    small: float = field("enterprises", "with fewer than 300 staff")
    adopted: Vector = field("share", "of enterprises that have a system", (SYSTEMS,))
    adopted_start: Vector = field("share", "the same at the start", (SYSTEMS,))
    adopted_sum: Vector = field("enterprises", "count of the running quarter", (SYSTEMS,))
    intelligent: float = field("share", "of capital on the intelligent rung")
    intelligent_sum: float = field("capacity units", "of the running quarter")
    capital_sum: float = field("capacity units", "of the running quarter")
    efficiency_home: float = field("log", "level of efficiency of its enterprises")
    platform: bool = field("-", "has a shared digital platform")
    demonstrations: float = field("enterprises", "demonstration enterprises")
    born: int = field("enterprises", "founded in this quarter")
    # programmes that levers pay for in the whole cluster, and what they bring
    paid: Vector = field(
        "yuan per yuan of yearly output", "spent on a programme, less what wore off", (PROGRAMMES,)
    )
    level: Vector = field("0 to 1", "how far a programme reaches", (PROGRAMMES,))
    output: float = field("million yuan/quarter", "made by its enterprises")
    small_output: float = field("million yuan/quarter", "made by those with fewer than 300 staff")
    quality_most: float = field("log", "most quality that programmes ever brought")
    quality_reached: float = field("log", "quality brought by programmes so far")
    quality_lift: float = field("log/quarter", "quality brought in this quarter")
    brand: float = field("log", "regional brand: attractiveness of its enterprises")
    reach: float = field("ratio", "orders from outside over those without programmes")
    traced: float = field("ratio", "energy per unit with the internet of things over without")
    delivery: float = field("ratio", "harm of a backlog likewise")
    example: float = field("ratio", "patience with retrofits, by demonstration")
    imitation: float = field("ratio", "speed of imitation, by innovation platforms")
    system_price: float = field("ratio", "price of digital systems, by provincial software")
    service: float = field("0 to 1", "public services for small enterprises")
    services: float = field("0 to 1", "services of the best park or listed cluster for it")
    room: float = field("million yuan", "room for new plants in the approved places for it")
    barred: bool = field("-", "has places for it, none of them with an approved assessment")


@rule
def pay_programme(cluster: Cluster, programme: int, money: float) -> None:
    """Add ``money`` (million yuan) to a programme, relative to the cluster's yearly output.

    Public services are for small enterprises, so it is their output that counts.
    """
    served = cluster.small_output if programme == PUBLIC_SERVICE else cluster.output
    cluster.paid[programme] += money / max(4.0 * served, 1.0e-9)


@rule
def move_levels(cluster: Cluster, p: Parameters) -> None:
    """Programmes wear off; how far one reaches saturates in the money per yuan of output."""
    for k in range(PROGRAMMES):
        cluster.paid[k] *= 1.0 - p.programme_decay
        cluster.level[k] = cluster.paid[k] / (cluster.paid[k] + p.programme_half)


@rule
def use_programmes(cluster: Cluster, components: float, p: Parameters) -> None:
    """What the programmes of a cluster bring to its enterprises; nothing where none was paid.

    ``components`` is the level of the industrial base among its suppliers. A part of the quality
    once learned stays, everything else fades with its programme.
    """
    quality = p.intelligence_quality * cluster.level[PRODUCT_INTELLIGENCE]
    quality += p.programme_quality * cluster.level[QUALITY] + p.component_quality * components
    cluster.quality_most = max(cluster.quality_most, quality)
    learned = max(quality, p.programme_kept * cluster.quality_most)
    cluster.quality_lift = learned - cluster.quality_reached
    cluster.quality_reached += cluster.quality_lift
    cluster.brand = p.brand_most * cluster.level[BRAND]
    cluster.reach = 1.0 + p.e_commerce_reach * cluster.level[E_COMMERCE]
    cluster.reach += p.export_reach * cluster.level[EXPORTS]
    cluster.traced = 1.0 - p.internet_energy * cluster.level[INTERNET_OF_THINGS]
    cluster.delivery = 1.0 - p.internet_delivery * cluster.level[INTERNET_OF_THINGS]
    cluster.example = 1.0 + p.demonstration_patience * cluster.level[ENERGY_DEMONSTRATION]
    cluster.imitation = 1.0 + p.platform_imitation * cluster.level[INNOVATION_PLATFORM]
    cluster.system_price = 1.0 - p.software_saving * cluster.level[SOFTWARE]
    cluster.service = cluster.level[PUBLIC_SERVICE]
