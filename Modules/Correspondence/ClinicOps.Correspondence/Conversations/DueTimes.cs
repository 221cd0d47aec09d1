using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Organization;
using ClinicOps.Scheduling.Contracts;
using Microsoft.Extensions.Options;

namespace ClinicOps.Correspondence.Conversations;

/// <summary>Until when somebody is answered, by the kind of what they came with. Weekends and the clinic's closed days do not count.</summary>
internal sealed class DueTimes(IClosedDays closed, IOrganization organization, IOptions<ConversationOptions> options)
{
    /// <summary>Until when the clinic owes the next step to who came at that time; of a complaint that it is acknowledged.</summary>
    public Task<DateTimeOffset> First(string kind, Guid locationId, DateTimeOffset from, CancellationToken stopping) => After(from, DaysOf(kind), locationId, stopping);

    /// <summary>Until when a complaint that came at that time is answered.</summary>
    public Task<DateTimeOffset> ComplaintAnswered(Guid locationId, DateTimeOffset opened, CancellationToken stopping) => After(opened, options.Value.AnswerComplaintDays, locationId, stopping);

    public Task<DateTimeOffset> HandUpAgain(Guid locationId, DateTimeOffset handedUp, CancellationToken stopping) => After(handedUp, options.Value.HandUpAgainDays, locationId, stopping);

    private int DaysOf(string kind) => kind switch
    {
        ConversationKind.Concern => options.Value.ConcernDays,
        ConversationKind.Complaint => options.Value.AcknowledgeComplaintDays,
        _ => options.Value.QuestionDays,
    };

    /// <summary>Asked outside of whatever transaction is open: the schedule and the organization have connections of their own.</summary>
    private async Task<DateTimeOffset> After(DateTimeOffset from, int days, Guid locationId, CancellationToken stopping)
    {
        var closedDays = (await Apart.Ask(() => closed.All(stopping))).Where(day => day.Closes(locationId)).Select(day => day.Date).ToHashSet();
        var location = (await Apart.Ask(() => organization.Profile(stopping))).Find(locationId);
        return After(from, days, location, closedDays.Contains);
    }

    /// <summary>The same hour so many working days later: what comes while nobody works counts from when somebody does.</summary>
    internal static DateTimeOffset After(DateTimeOffset from, int days, Location? location, Func<DateOnly, bool> isClosed)
    {
        var (at, day, left) = (from, LocalTime.DayAt(location, from), TimeSpan.FromDays(days));
        while (true)
        {
            var next = LocalTime.StartOf(day.AddDays(1), location);
            if (day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday) && !isClosed(day))
            {
                if (left <= next - at)
                {
                    return at + left;
                }

                left -= next - at;
            }

            (at, day) = (next, day.AddDays(1));
        }
    }
}
