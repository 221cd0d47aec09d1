namespace ClinicOps.Kernel.Modules;

/// <summary>One module of the monolith. The class that implements it is the only public type of its assembly.</summary>
public interface IModule
{
    /// <summary>Lower-case name: also the schema of its tables, the suffix of its database role and its area's prefix of job names.</summary>
    string Name { get; }

    /// <summary>Says, as a table of contents, everything the module brings: database, services, jobs, reactions, rights, panels, verbs.</summary>
    void Register(ModuleBuilder module);
}
