using ClinicOps.Correspondence.Batches;
using ClinicOps.Correspondence.Data;
using ClinicOps.Correspondence.Delivery;
using ClinicOps.Kernel.Audit;

namespace ClinicOps.Correspondence.Letters;

/// <summary>Which letters the acting user may open: those of the user's locations; the machine and users of every location, all.</summary>
internal sealed class VisibleToActor(CorrespondenceDb db, CurrentActor actor)
{
    public IQueryable<Letter> Letters
    {
        get
        {
            var locations = actor.Locations.ToArray();
            return locations.Length == 0 ? db.Letters : db.Letters.Where(letter => locations.Contains(letter.LocationId));
        }
    }

    public IQueryable<LetterDelivery> Deliveries
    {
        get
        {
            var locations = actor.Locations.ToArray();
            return locations.Length == 0 ? db.Deliveries : db.Deliveries.Where(delivery => locations.Contains(delivery.LocationId));
        }
    }

    public IQueryable<LetterBatch> Batches
    {
        get
        {
            var locations = actor.Locations.ToArray();
            return locations.Length == 0 ? db.LetterBatches : db.LetterBatches.Where(batch => locations.Contains(batch.LocationId));
        }
    }

    public bool Location(Guid locationId) => actor.SeesLocation(locationId);
}
