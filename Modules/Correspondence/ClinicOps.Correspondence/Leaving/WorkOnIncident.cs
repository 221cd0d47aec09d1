using ClinicOps.Correspondence.Contracts;
using ClinicOps.Correspondence.Data;
using ClinicOps.Correspondence.Delivery;
using ClinicOps.Correspondence.Disclosures;
using ClinicOps.Correspondence.Letters;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Correspondence.Leaving;

/// <summary>
/// A fax went to the wrong number: it is written down, nothing more leaves to that number until it is checked anew, a task is asked for, and each step is added with who and when. It is closed
/// when none is missing.
/// </summary>
internal sealed class WorkOnIncident(
    CorrespondenceDb db, LogDisclosure log, LogDeliveries deliveries, ModuleTransaction<CorrespondenceDb> transaction, VisibleToActor visible, EnterNumber numbers, CurrentActor actor, TimeProvider clock)
{
    /// <param name="incidentId">Made by the form.</param>
    /// <param name="learned">Who noticed it, and how.</param>
    public async Task<IncidentChange> Open(Guid deliveryId, Guid incidentId, string? learned, CancellationToken stopping)
    {
        var delivery = await visible.Deliveries.AsNoTracking().SingleOrDefaultAsync(d => d.Id == deliveryId && d.Way == DeliveryWay.Fax, stopping);
        if (delivery is not { MayHaveLeft: true })
        {
            return new IncidentChange.Unknown();
        }

        if (learned?.Trim() is not { Length: >= 3 and <= FaxIncident.LongestText } words)
        {
            return new IncidentChange.Refused("Say who noticed it and how: \"Mr. Hale called, he got our fax\".");
        }

        return await transaction.Run<IncidentChange>(
            async effects =>
            {
                // Two who report the same fax wait for each other.
                var letter = await db.LockLetter(delivery.LetterId, stopping);
                if (await db.FaxIncidents.Where(one => one.DeliveryId == deliveryId).Select(one => (Guid?)one.Id).SingleOrDefaultAsync(stopping) is { } known)
                {
                    return new IncidentChange.Done(known);
                }

                // As it is now: what came of one that is being sent is not known yet, and would be written over this.
                var now = await db.DeliveriesOf(letter.Id).AsNoTracking().SingleAsync(one => one.Id == deliveryId, stopping);
                if (now.State == DeliveryState.Sending)
                {
                    return new IncidentChange.Refused("It is being sent at this moment. Write it down when this page says what came of it.");
                }

                if (!now.MayHaveLeft)
                {
                    return new IncidentChange.Unknown();
                }

                db.FaxIncidents.Add(new FaxIncident { Id = incidentId, DeliveryId = deliveryId, LocationId = delivery.LocationId, Learned = words, OpenedAt = clock.GetUtcNow(), OpenedBy = actor.UserId });
                await numbers.AddIfMissing(delivery.Address!, delivery.Recipient, delivery.ReadBy ?? AddressReader.Colleague, delivery.LocationId, delivery.RequestedBy, stopping);
                await db.KnownNumbers.Where(one => one.Digits == delivery.Address).ExecuteUpdateAsync(set => set.SetProperty(one => one.State, NumberState.Misdirected), stopping);
                if (db.StandingDisclosure(deliveryId) is null)
                {
                    // It left before what leaves was logged.
                    deliveries.Left(letter, now);
                    await db.SaveChangesAsync(stopping);
                }

                log.Misdirected(deliveryId, "whoever has that number", words, effects);
                effects.Audit(new AuditEntry("fax-incident.opened", "fax-incident", incidentId, [letter.PatientId, letter.Id, deliveryId], LocationId: delivery.LocationId));
                effects.Publish(new FaxMisdirected(incidentId, letter.Id, letter.PatientId, delivery.LocationId, letter.CareThreadId));

                // What waits to go there is refused now, and not when somebody looks.
                foreach (var waiting in await db.WaitingFor(delivery.Address!).ToListAsync(stopping))
                {
                    effects.Enqueue(new DeliveryToSend(waiting));
                }

                return new IncidentChange.Done(incidentId);
            },
            stopping);
    }

    /// <param name="stepId">Made by the form.</param>
    /// <param name="what">One of <see cref="IncidentAct.All"/>.</param>
    public async Task<IncidentChange> Step(Guid incidentId, Guid stepId, string? what, string? words, CancellationToken stopping)
    {
        if (IncidentAct.All.FirstOrDefault(act => act.Code == what) is not { Code: { } code } said)
        {
            return new IncidentChange.Refused("Choose what was done.");
        }

        return words?.Trim() is not { Length: >= 3 and <= FaxIncident.LongestText } text
            ? new IncidentChange.Refused($"{said.Asks}: it is kept with your name.")
            : await Add(incidentId, stepId, code, text, (_, _) => null, stopping);
    }

    public Task<IncidentChange> Close(Guid incidentId, Guid stepId, string? words, CancellationToken stopping) => Add(
        incidentId, stepId, IncidentAct.Closed, words?.Trim() is { Length: <= FaxIncident.LongestText } text ? text : "",
        (incident, done) =>
        {
            if (IncidentAct.Missing(done) is [_, ..] missing)
            {
                return $"It cannot be closed yet. Missing: {string.Join("; ", missing)}.";
            }

            incident.ClosedAt = clock.GetUtcNow();
            return null;
        },
        stopping);

    private async Task<IncidentChange> Add(Guid incidentId, Guid stepId, string code, string words, Func<FaxIncident, IReadOnlyCollection<string>, string?> before, CancellationToken stopping)
    {
        if (await db.FaxIncidents.AsNoTracking().SingleOrDefaultAsync(one => one.Id == incidentId, stopping) is not { } shown || !visible.Location(shown.LocationId))
        {
            return new IncidentChange.Unknown();
        }

        return await transaction.Run<IncidentChange>(
            async effects =>
            {
                await db.Database.ExecuteSqlAsync($"SELECT 1 FROM fax_incidents WHERE id = {incidentId} FOR UPDATE", stopping);
                var incident = await db.FaxIncidents.SingleAsync(one => one.Id == incidentId, stopping);
                if (await db.IncidentSteps.AnyAsync(step => step.Id == stepId, stopping))
                {
                    return new IncidentChange.Done(incidentId);
                }

                var done = await db.IncidentSteps.Where(step => step.IncidentId == incidentId).Select(step => step.What).ToListAsync(stopping);
                if (incident.ClosedAt is not null)
                {
                    return new IncidentChange.Refused("It is closed already.");
                }

                if (before(incident, done) is { } refused)
                {
                    return new IncidentChange.Refused(refused);
                }

                db.IncidentSteps.Add(new IncidentStep { Id = stepId, IncidentId = incidentId, What = code, Words = words, At = clock.GetUtcNow(), By = actor.UserId });
                effects.Audit(new AuditEntry("fax-incident.stepped", "fax-incident", incidentId, [incident.DeliveryId], code, incident.LocationId));
                return new IncidentChange.Done(incidentId);
            },
            stopping);
    }
}

internal abstract record IncidentChange
{
    private IncidentChange()
    {
    }

    /// <param name="Id">Of the incident: that of the first who reported it, where it was reported already.</param>
    public sealed record Done(Guid Id) : IncidentChange;

    /// <summary>There is no such fax that may have left, or no such incident, in sight.</summary>
    public sealed record Unknown : IncidentChange;

    /// <param name="Why">For the user.</param>
    public sealed record Refused(string Why) : IncidentChange;
}
