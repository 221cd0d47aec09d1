using ClinicOps.Intake.Contracts;
using ClinicOps.Intake.Data;
using ClinicOps.Kernel.Jobs;
using ClinicOps.Scheduling.Contracts;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Referrals;

/// <summary>Visits that were booked before their referral was accepted, or before it allowed them, count under it now; those that are still to come of one that holds no more are given back.</summary>
internal sealed class OnReferralDecided(IntakeDb db, CountVisits count, IVisits visits) : IJobHandler<ReferralDecided>
{
    public async Task Run(ReferralDecided arguments, JobMessage message, CancellationToken stopping)
    {
        var counted = await db.CountingReferralUses.Where(use => use.ReferralId == arguments.ReferralId).Select(use => use.VisitId).ToListAsync(stopping);
        var booked = (await visits.OfPatient(arguments.PatientId, stopping)).Where(visit => visit.State == VisitStates.Booked).OrderBy(visit => visit.StartsAt).Select(visit => visit.Id);
        foreach (var visit in counted.Union(booked).ToList())
        {
            await count.Look(visit, stopping);
        }
    }
}
