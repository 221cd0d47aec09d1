using ClinicOps.Intake.Data;
using ClinicOps.Kernel.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Ledger;

/// <summary>Amounts by how they were paid, in cents.</summary>
internal sealed record ByMethod(int Cash, int Check, int Card, int Other)
{
    public static readonly ByMethod Nothing = new(0, 0, 0, 0);

    public int Total => Cash + Check + Card + Other;

    public int Of(string method) => method switch
    {
        PaymentMethods.Cash => Cash,
        PaymentMethods.Check => Check,
        PaymentMethods.Card => Card,
        _ => Other,
    };
}

/// <summary>What must be in an opened drawer. Over everybody's lines, whoever may see whose: a drawer holds the money of all.</summary>
internal sealed class DrawerSums(IntakeDb db)
{
    /// <returns>Cash with the float; the other methods without.</returns>
    public async Task<ByMethod> Of(DrawerSession session, CancellationToken stopping)
    {
        var sums = await db.LedgerEntries.IgnoreQueryFilters([ModuleDb.AccessFilter])
            .Where(e => e.SessionId == session.Id)
            .GroupBy(e => e.Method!)
            .Select(lines => new { Method = lines.Key, Cents = lines.Sum(e => -e.Cents) })
            .ToDictionaryAsync(sum => sum.Method, sum => sum.Cents, stopping);
        int In(string method) => sums.GetValueOrDefault(method);
        return new ByMethod(session.FloatCents + In(PaymentMethods.Cash), In(PaymentMethods.Check), In(PaymentMethods.Card), In(PaymentMethods.Other));
    }
}
