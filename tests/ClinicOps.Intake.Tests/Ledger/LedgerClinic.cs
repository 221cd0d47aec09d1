using ClinicOps.Intake.Data;
using ClinicOps.Intake.Ledger;
using ClinicOps.Testing;

namespace ClinicOps.Intake.Tests.Ledger;

/// <summary>Requests as a desk makes them.</summary>
internal static class LedgerClinic
{
    public static async Task<Guid> AddDrawer(this TestClinic clinic, string name, Guid? location = null)
    {
        var drawer = new Drawer { Id = Guid.CreateVersion7(), LocationId = location ?? TestOrganization.Harbor.Id, Name = name };
        await clinic.In(async (IntakeDb db) =>
        {
            db.Drawers.Add(drawer);
            await db.SaveChangesAsync();
        });
        return drawer.Id;
    }

    public static async Task<Guid> Open(this TestClinic clinic, Guid drawer, int cents = 10_000)
    {
        var session = Guid.CreateVersion7();
        var opened = await clinic.In((OpenDrawer open) => open.Run(session, drawer, cents, CancellationToken.None));
        return opened is DrawerOpened.Done ? session : throw new InvalidOperationException($"The drawer was not opened: {opened}");
    }

    public static Task<MoneyMoved> Take(this TestClinic clinic, Taking taking) => clinic.In((CollectPayment collect) => collect.Run(taking, CancellationToken.None));

    public static Task<MoneyMoved> Refund(this TestClinic clinic, Refunding refunding) => clinic.In((RefundPayment refund) => refund.Run(refunding, CancellationToken.None));

    public static Task<MoneyMoved> Void(this TestClinic clinic, Guid entry, Guid? id = null, string reason = "Typed wrong") =>
        clinic.In((VoidEntry makeVoid) => makeVoid.Run(id ?? Guid.CreateVersion7(), entry, reason, CancellationToken.None));

    public static Task<MoneyMoved> Charge(this TestClinic clinic, Guid patient, Guid visit, int cents, Guid? id = null) =>
        clinic.In((ChargeCoPay charge) => charge.Run(CoPay(cents, id), patient, visit, TestOrganization.Harbor.Id, CancellationToken.None));

    public static Task<MoneyMoved> Apply(this TestClinic clinic, Guid patient, Guid visit, int cents, Guid? id = null, CoPayCharge? charge = null) =>
        clinic.In((ApplyPrepayment apply) => apply.Run(id ?? Guid.CreateVersion7(), patient, visit, TestOrganization.Harbor.Id, cents, charge, CancellationToken.None));

    public static Task<MoneyMoved> Correct(this TestClinic clinic, Guid patient, Guid visit, Guid wrong, CoPayCharge right, Guid? id = null) =>
        clinic.In((CorrectCoPay correct) => correct.Run(id ?? Guid.CreateVersion7(), wrong, right, patient, visit, CancellationToken.None));

    public static CoPayCharge CoPay(int cents, Guid? id = null) => new(id ?? Guid.CreateVersion7(), cents, "Card: office visit", null);

    public static async Task<PatientAccount> Account(this TestClinic clinic, Guid patient) =>
        await clinic.In((OpenAccount accounts) => accounts.Read(patient, CancellationToken.None)) ?? throw new InvalidOperationException("There is no such patient.");

    public static Task<DrawerShut> Close(this TestClinic clinic, Count count) => clinic.In((CloseDrawer close) => close.Run(count, CancellationToken.None));

    public static LedgerEntry Done(MoneyMoved moved) => moved is MoneyMoved.Done done ? done.Entry : throw new InvalidOperationException($"Not done: {moved}");
}
