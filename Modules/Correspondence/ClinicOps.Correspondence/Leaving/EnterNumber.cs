using ClinicOps.Correspondence.Data;
using ClinicOps.Correspondence.Delivery;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Correspondence.Leaving;

/// <summary>Keeps fax numbers and whose they are: entered by hand or by the first fax that is to go there, changed, retired. Each of these has it looked at anew.</summary>
internal sealed class EnterNumber(CorrespondenceDb db, ModuleTransaction<CorrespondenceDb> transaction, CurrentActor actor, TimeProvider clock)
{
    public async Task<NumberChange> Run(string? number, string? name, string? kind, Guid locationId, CancellationToken stopping)
    {
        if (WhatIsWrong(number, name, kind, out var digits) is { } wrong)
        {
            return new NumberChange.Refused(wrong);
        }

        if (!actor.SeesLocation(locationId))
        {
            return new NumberChange.Refused("Choose a location of your own: somebody there looks at the number a second time.");
        }

        return await transaction.Run<NumberChange>(
            async effects =>
            {
                var isNew = await AddIfMissing(digits, name!.Trim(), kind!, locationId, actor.UserId, stopping);
                var known = await db.KnownNumbers.SingleAsync(one => one.Digits == digits, stopping);
                if (!isNew)
                {
                    return new NumberChange.Refused(IsKnown(known));
                }

                effects.Audit(Entry("fax-number.entered", known));
                return new NumberChange.Done(known.Id);
            },
            stopping);
    }

    /// <summary>Says anew whose it is. Another number is another row, and this one is retired.</summary>
    public async Task<NumberChange> Change(Guid id, uint version, string? number, string? name, string? kind, CancellationToken stopping)
    {
        if (WhatIsWrong(number, name, kind, out var digits) is { } wrong)
        {
            return new NumberChange.Refused(wrong);
        }

        return await Change(
            id, version,
            async (known, effects) =>
            {
                if (digits == known.Digits)
                {
                    if ((known.Name, known.Kind) != (name!.Trim(), kind!))
                    {
                        // One where a fax reached somebody else stays so until it is checked, whatever it is called.
                        var state = known.State;
                        known.Enter(name.Trim(), kind!, actor.UserId, clock.GetUtcNow());
                        known.State = state == NumberState.Misdirected ? state : known.State;
                        effects.Audit(Entry("fax-number.changed", known));
                    }

                    return new NumberChange.Done(known.Id);
                }

                if (await WhatWaits(known, stopping) is { } waits)
                {
                    return new NumberChange.Refused(waits);
                }

                var isNew = await AddIfMissing(digits, name!.Trim(), kind!, known.LocationId, actor.UserId, stopping);
                var other = await db.KnownNumbers.SingleAsync(one => one.Digits == digits, stopping);
                if (!isNew)
                {
                    return new NumberChange.Refused($"{IsKnown(other)} If this one is no longer theirs, retire it.");
                }

                known.State = NumberState.Retired;
                effects.Audit(Entry("fax-number.changed", known));
                return new NumberChange.Done(other.Id);
            },
            stopping);
    }

    /// <summary>Not while faxes wait for it: nobody would look at it any more, and they would wait for ever.</summary>
    public Task<NumberChange> Retire(Guid id, uint version, CancellationToken stopping) => Change(
        id, version,
        async (known, effects) =>
        {
            if (await WhatWaits(known, stopping) is { } waits)
            {
                return new NumberChange.Refused(waits);
            }

            known.State = NumberState.Retired;
            effects.Audit(Entry("fax-number.retired", known));
            return new NumberChange.Done(known.Id);
        },
        stopping);

    /// <summary>
    /// Inside a transaction: a number that nobody knew, or that was retired, is new. Of one that is there nothing changes: a fax says for whom it is on its own cover sheet.
    /// </summary>
    /// <param name="kind">One of <see cref="NumberKind"/>; whoever reads it there, and is none of these, is somebody else.</param>
    /// <param name="by">Who typed it.</param>
    /// <returns>False where it was there, and nothing changed.</returns>
    public async Task<bool> AddIfMissing(string digits, string name, string kind, Guid locationId, Guid? by, CancellationToken stopping)
    {
        if (NumberKind.All.All(known => known.Code != kind))
        {
            kind = NumberKind.Other;
        }

        // Two first faxes to one number wait for each other here.
        return await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO fax_numbers (id, digits, name, kind, state, location_id, entered_by, entered_at, checked_where)
            VALUES ({Guid.CreateVersion7(clock.GetUtcNow())}, {digits}, {name}, {kind}, {NumberState.New}, {locationId}, NULLIF({by ?? Guid.Empty}, {Guid.Empty}), {clock.GetUtcNow()}, '')
            ON CONFLICT (digits) DO UPDATE SET name = excluded.name, kind = excluded.kind, state = excluded.state, entered_by = excluded.entered_by, entered_at = excluded.entered_at
            WHERE fax_numbers.state = {NumberState.Retired}
            """,
            stopping) > 0;
    }

    /// <summary>A fax that was asked for before numbers were looked at has its number on the list, too.</summary>
    public Task Note(LetterDelivery delivery, CancellationToken stopping) => transaction.Run(
        _ => AddIfMissing(delivery.Address!, delivery.Recipient, delivery.ReadBy!, delivery.LocationId, delivery.RequestedBy, stopping), stopping);

    public static AuditEntry Entry(string action, KnownNumber number) => new(action, "fax-number", number.Id, LocationId: number.LocationId);

    private async Task<NumberChange> Change(Guid id, uint version, Func<KnownNumber, Effects, Task<NumberChange>> change, CancellationToken stopping)
    {
        try
        {
            return await transaction.Run<NumberChange>(
                async effects => await db.KnownNumbers.SingleOrDefaultAsync(one => one.Id == id, stopping) is not { } known ? new NumberChange.Unknown()
                    : known.Version != version ? new NumberChange.ChangedMeanwhile()
                    : await change(known, effects),
                stopping);
        }
        catch (DbUpdateConcurrencyException)
        {
            return new NumberChange.ChangedMeanwhile();
        }
    }

    private async Task<string?> WhatWaits(KnownNumber known, CancellationToken stopping) =>
        await db.WaitingFor(known.Digits).CountAsync(stopping) is > 0 and var waiting
            ? $"{(waiting == 1 ? "A fax waits" : $"{waiting} faxes wait")} for this number, and would wait for ever. Check the number, or press \"Do not send\" on the page of each letter; then do this once more."
            : null;

    private static string IsKnown(KnownNumber known) => $"It is known already as {known.Name}.";

    private static string? WhatIsWrong(string? number, string? name, string? kind, out string digits)
    {
        digits = FaxNumber.Read(number) ?? "";
        return digits.Length == 0 ? "This is no fax number. Write it as (207) 555-0100."
            : name?.Trim() is not { Length: > 0 and <= KnownNumber.LongestName } ? "Say whose number it is, as it shall stand on a cover sheet."
            : NumberKind.All.All(known => known.Code != kind) ? "Choose who they are."
            : null;
    }
}

internal abstract record NumberChange
{
    private NumberChange()
    {
    }

    /// <param name="Id">Of the number as it is now: another row where another number was typed.</param>
    public sealed record Done(Guid Id) : NumberChange;

    public sealed record Unknown : NumberChange;

    public sealed record ChangedMeanwhile : NumberChange;

    /// <param name="Why">For the user.</param>
    public sealed record Refused(string Why) : NumberChange;
}
