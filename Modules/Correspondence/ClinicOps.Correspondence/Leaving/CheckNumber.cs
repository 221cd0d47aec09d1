using ClinicOps.Correspondence.Contracts;
using ClinicOps.Correspondence.Data;
using ClinicOps.Correspondence.Delivery;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Organization;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Correspondence.Leaving;

/// <summary>
/// The second look at a fax number: by somebody else than who entered it, where there is anybody else at the location who may send letters. Where there is not, by whoever there is, who types it
/// again from where it stands. What waited for it then goes on by itself.
/// </summary>
internal sealed class CheckNumber(CorrespondenceDb db, ModuleTransaction<CorrespondenceDb> transaction, IOrganization organization, CurrentActor actor, TimeProvider clock)
{
    /// <param name="typed">The number once more; asked where nobody else can look.</param>
    /// <param name="where">Where it was read; asked with it.</param>
    public async Task<NumberChange> Run(Guid id, uint version, string? how, string? where, string? typed, CancellationToken stopping)
    {
        if (await db.KnownNumbers.AsNoTracking().SingleOrDefaultAsync(number => number.Id == id, stopping) is not { } shown)
        {
            return new NumberChange.Unknown();
        }

        if (await WhatIsMissing(shown, how, where, typed, stopping) is { } missing)
        {
            return new NumberChange.Refused(missing);
        }

        try
        {
            return await transaction.Run<NumberChange>(
                async effects =>
                {
                    var number = await db.KnownNumbers.SingleAsync(one => one.Id == id, stopping);
                    if (number.Version != version)
                    {
                        return new NumberChange.ChangedMeanwhile();
                    }

                    (number.State, number.CheckedBy, number.CheckedAt, number.CheckedHow, number.CheckedWhere) = (NumberState.Checked, actor.UserId, clock.GetUtcNow(), how, where?.Trim() ?? "");
                    effects.Audit(EnterNumber.Entry("fax-number.checked", number) with { Reason = how });
                    foreach (var delivery in await db.WaitingFor(number.Digits).ToListAsync(stopping))
                    {
                        effects.Enqueue(new DeliveryToSend(delivery));
                    }

                    return new NumberChange.Done(number.Id);
                },
                stopping);
        }
        catch (DbUpdateConcurrencyException)
        {
            return new NumberChange.ChangedMeanwhile();
        }
    }

    /// <summary>Who may look at it, of whoever acts and of others.</summary>
    public async Task<SecondLook> WhoMay(KnownNumber number, CancellationToken stopping)
    {
        var others = (await organization.Colleagues(stopping))
            .Where(user => user.Id != number.EnteredBy && user.WorksAt(number.LocationId) && user.Rights.Contains(CorrespondenceRights.SendLetters)).ToList();
        return new SecondLook(others.Count == 0, others.Count == 0 || actor.UserId != number.EnteredBy, [.. others.Select(user => user.Name)]);
    }

    private async Task<string?> WhatIsMissing(KnownNumber number, string? how, string? where, string? typed, CancellationToken stopping)
    {
        var look = await WhoMay(number, stopping);
        return !look.ActorMay ? $"You entered it, so somebody else looks at it: {look.InWords}."
            : NumberCheck.All.All(known => known.Code != how) ? "Say how you made sure that the number is theirs."
            : where?.Length > KnownNumber.LongestWhere ? "Say in fewer words where it stands."
            : !look.IsAlone ? null
            : string.IsNullOrWhiteSpace(where) ? "Say where the number stands that you read, or who said it."
            : FaxNumber.Read(typed) != number.Digits ? "That is another number than the one that was entered. Read it once more where it stands: if it is right, change the number here."
            : null;
    }
}

/// <param name="IsAlone">There is nobody else at the location: the number is typed again.</param>
/// <param name="ActorMay">Whoever acts may look at it.</param>
/// <param name="Others">Names of those who may, besides who entered it.</param>
internal sealed record SecondLook(bool IsAlone, bool ActorMay, IReadOnlyList<string> Others)
{
    private const int MostNamed = 3;

    /// <summary>"Ana Ruiz or Ben Ito", "Ana Ruiz, Ben Ito, Cy Dale or 4 others".</summary>
    public string InWords => Others.Count switch
    {
        0 => "whoever entered it types it again from where it stands",
        1 => Others[0],
        <= MostNamed => $"{string.Join(", ", Others.Take(Others.Count - 1))} or {Others[^1]}",
        _ => $"{string.Join(", ", Others.Take(MostNamed))} or {Others.Count - MostNamed} others",
    };
}
