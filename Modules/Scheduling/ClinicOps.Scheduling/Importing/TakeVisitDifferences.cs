using ClinicOps.Scheduling.Booking;
using ClinicOps.Scheduling.Contracts;

namespace ClinicOps.Scheduling.Importing;

/// <summary>
/// Takes over how a schedule file differs: each visit by the steps that staff take, with their history and their refusals, so that each can be undone. A
/// visit that somebody changed since it was compared is left as it is.
/// </summary>
internal sealed class TakeVisitDifferences(EnterVisit enter, ChangeVisit change)
{
    /// <param name="lines">What is to be seen to by hand is left alone.</param>
    public async Task<VisitsTaken> Run(IReadOnlyList<VisitDifference> lines, CancellationToken stopping)
    {
        // What is cancelled or moved away makes room for what comes after it.
        var (refused, changed, entered) = (new List<VisitDifference.Refused>(), 0, 0);
        foreach (var line in lines.OfType<VisitDifference.Cancelled>())
        {
            changed += Note(line, await change.Cancel(line.Known.Id, line.Known.Version, stopping), refused) ? 1 : 0;
        }

        changed += await Move(lines, refused, stopping);
        foreach (var line in lines.OfType<VisitDifference.New>())
        {
            if (await Enter(line, stopping) is { } why)
            {
                refused.Add(new VisitDifference.Refused(line.Position, line.Line, why));
            }
            else
            {
                entered++;
            }
        }

        return new VisitsTaken(entered, changed, refused);
    }

    /// <summary>As often as one of them makes room for another.</summary>
    private async Task<int> Move(IReadOnlyList<VisitDifference> lines, List<VisitDifference.Refused> refused, CancellationToken stopping)
    {
        var taken = 0;
        var waiting = lines.OfType<VisitDifference.Moved>().Select(line => (Line: line, Answer: (VisitChanged)new VisitChanged.Overlaps(null))).ToList();
        for (var before = -1; waiting.Count > 0 && waiting.Count != before;)
        {
            before = waiting.Count;
            var stuck = new List<(VisitDifference.Moved Line, VisitChanged Answer)>();
            foreach (var (line, _) in waiting)
            {
                var answer = await change.Move(line.Known.Id, line.Known.Version, line.To, stopping);
                if (answer is VisitChanged.Overlaps or VisitChanged.NotFree)
                {
                    stuck.Add((line, answer));
                }
                else
                {
                    taken += Note(line, answer, refused) ? 1 : 0;
                }
            }

            waiting = stuck;
        }

        foreach (var (line, answer) in waiting)
        {
            Note(line, answer, refused);
        }

        return taken;
    }

    /// <returns>Whether the visit is now as the file says.</returns>
    private static bool Note(VisitDifference line, VisitChanged answer, List<VisitDifference.Refused> refused)
    {
        var why = answer switch
        {
            VisitChanged.Done or VisitChanged.WasSo => null,
            VisitChanged.Overlaps { Other: { } other } => $"its provider has visit {other.VisitId} then.",
            VisitChanged.Overlaps => "its provider has another visit then.",
            VisitChanged.NotFree => "its time is held or blocked, or no room that its type needs is free then.",
            VisitChanged.Overtaken => "somebody has changed it meanwhile: look again at how it differs.",
            VisitChanged.NotBooked notBooked => $"it is {notBooked.State} here.",
            VisitChanged.RequestTaken => "another appointment stands for its request.",
            _ => "it is gone, or its provider is.",
        };
        if (why is not null)
        {
            refused.Add(new VisitDifference.Refused(line.Position, line.Line, why));
        }

        return why is null;
    }

    /// <returns>Null when it is entered, else why not.</returns>
    private async Task<string?> Enter(VisitDifference.New difference, CancellationToken stopping)
    {
        var line = difference.Line;
        var visit = new VisitToEnter(
            line.Id, difference.PatientId, line.ProviderId, line.LocationId, line.VisitType, difference.Day, line.Start, line.Minutes,
            State: line.Status == "scheduled" ? VisitStates.Booked : line.Status);
        return await enter.Run(visit, stopping) switch
        {
            VisitEntry.Entered or VisitEntry.EnteredBefore => null,
            VisitEntry.Overlaps other => $"its provider has visit {other.VisitId} then.",
            VisitEntry.NotFree => "its time is held or blocked, or no room that its type needs is free then.",
            VisitEntry.ProviderUnknown => "there is no such provider.",
            VisitEntry.InvalidTime { Reason: InvalidTimeReason.Length } => "its minutes are not between 5 and 720.",
            VisitEntry.InvalidTime => "the clocks change over its start.",
            VisitEntry.PatientDeceased => "its patient is deceased, as the record says.",
            VisitEntry.PatientUnknown => "its patient is not registered any more.",
            _ => "there is no such location.",
        };
    }
}

/// <param name="Entered">Visits that are new.</param>
/// <param name="Changed">Visits that were moved or cancelled.</param>
internal sealed record VisitsTaken(int Entered, int Changed, IReadOnlyList<VisitDifference.Refused> Refused);
