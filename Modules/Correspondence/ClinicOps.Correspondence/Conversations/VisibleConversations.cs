using ClinicOps.Correspondence.Data;
using ClinicOps.Kernel.Audit;

namespace ClinicOps.Correspondence.Conversations;

/// <summary>Which conversations the acting user may open: those of the user's locations; the machine and users of every location, all. Closed ones the filter hides.</summary>
internal sealed class VisibleConversations(CorrespondenceDb db, CurrentActor actor)
{
    public IQueryable<Conversation> Conversations
    {
        get
        {
            var locations = actor.Locations.ToArray();
            return locations.Length == 0 ? db.Conversations : db.Conversations.Where(conversation => locations.Contains(conversation.LocationId));
        }
    }

    public bool Location(Guid locationId) => actor.SeesLocation(locationId);
}
