public enum Adapter { public static var starlette: [UInt8] { PackageResources.starlette_py } }
